export function build(options?: { show?: boolean; onOutput?: (text: string) => void }): Promise<boolean>
