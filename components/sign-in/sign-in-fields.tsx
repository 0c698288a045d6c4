export interface SignInPlace {
  tenantSlug: string
  /** The page to come back to; judged by the server. */
  next: string
  /** This very page, to begin again. */
  here: string
}

/** What every form of the sign-in page sends along. */
export function SignInFields({ place: { tenantSlug, next } }: { place: SignInPlace }) {
  return (
    <>
      <input type="hidden" name="tenant" value={tenantSlug} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
    </>
  )
}
