declare module '@zxcvbn-ts/language-en/dist/*' {
  const words: string[]
  export { words as default }
}
