/** The short name of a tenant or a place in a path: 1 to 63 small letters, digits and inner hyphens. */
export const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
