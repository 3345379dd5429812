import { classNames } from './className.ts'
import { describedBy, FieldError, FieldHint, FieldLabel, type QuestionProps } from './fieldParts.tsx'

export type FileFieldProps = QuestionProps & {
  /** Extensions and media types to choose from, as in the attribute `accept`. */
  readonly accept: string
  readonly multiple?: boolean
  /** Opens the camera of a phone instead of its files; other devices show their files. */
  readonly camera?: boolean
}

/** A file, or several. The form must be one with files (Form, `files`). */
export function FileField(props: FileFieldProps) {
  const { name, error, accept, multiple, camera } = props
  return (
    <div className={classNames('kern-form-input', error && 'kern-form-input--error')}>
      <FieldLabel {...props} />
      <FieldHint {...props} />
      <input
        className={classNames('kern-form-input__input', error && 'kern-form-input__input--error')}
        id={name}
        name={name}
        type="file"
        accept={accept}
        multiple={multiple}
        capture={camera ? 'environment' : undefined}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? true : undefined}
      />
      <FieldError {...props} />
    </div>
  )
}
