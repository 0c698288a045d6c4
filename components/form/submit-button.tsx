'use client'

import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from '@/components/ui/button'

/** Sends the form around it; shows by itself that this is under way. Works before the script is there. */
export function SubmitButton({ variant = 'primary', pending = false, ...rest }: ButtonProps) {
  const status = useFormStatus()
  return <Button {...rest} type="submit" variant={variant} pending={pending || status.pending} />
}
