export type HiddenFieldsProps = {
  /** A list gives one field for each of its values; what is undefined is left out. */
  readonly values: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Values that a form carries along unseen. */
export function HiddenFields({ values }: HiddenFieldsProps) {
  const fields = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => ({ name, value: one })),
  )
  return fields.map((field) => (
    <input key={`${field.name}=${field.value}`} type="hidden" name={field.name} value={field.value} />
  ))
}
