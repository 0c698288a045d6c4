/** Nothing. Without this file the builder would go up and take Castellan's own. */
export function register(): void {}
