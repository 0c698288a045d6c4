/** The picture beside the name of an identity provider; its name says all there is to say. */
export function ConnectionLogo({ src }: { src: string }) {
  return <img src={src} alt="" width={16} height={16} decoding="async" className="size-4 shrink-0 rounded-sm object-contain" />
}
