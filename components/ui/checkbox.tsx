import { Choice, type ChoiceProps } from './choice'

/** Yes or no, taken when the form is sent. */
export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} look="tick" type="checkbox" />
}
