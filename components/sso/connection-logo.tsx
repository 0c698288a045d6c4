/** The picture beside the name of an identity provider; its name says all there is to say. It stands on white in both themes: most are made for that. */
export function ConnectionLogo({ src }: { src: string }) {
  return <img src={src} alt="" width={20} height={20} decoding="async" className="size-5 shrink-0 rounded-sm bg-on-accent object-contain p-px" />
}
