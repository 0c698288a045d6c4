/** At each control of a policy that may only be read: why stands once, above the form. */
export const ONLY_READ = 'You can only read this.'
