/** Where below a domain its TXT record stands. Browser-safe. */
export const TXT_NAME = '_castellan'
