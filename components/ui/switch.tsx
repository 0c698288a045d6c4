import { Choice, type ChoiceProps } from './choice'

/** On or off, taken at once. In a form that is sent later, use Checkbox. */
export function Switch(props: ChoiceProps) {
  return <Choice {...props} look="switch" type="checkbox" />
}
