import type { FormEvent, ReactNode, RefObject } from 'react'
import { Alert } from '../Alert.tsx'

export type EditingFormProps = {
  /** Of the heading, which names the form. */
  readonly id: string
  readonly title: string
  /** Why saving failed, in the reader's language. */
  readonly failure: string | undefined
  /** What says that something is not saved yet, while that is so. */
  readonly unsaved: string | undefined
  readonly form: RefObject<HTMLFormElement | null>
  readonly onSubmit: () => Promise<void>
  readonly children: ReactNode
}

/** The frame of a form on a panel of its own, whose changes wait until they are saved. */
export function EditingForm({ id, title, failure, unsaved, form, onSubmit, children }: EditingFormProps) {
  function submit(event: FormEvent) {
    event.preventDefault()
    void onSubmit()
  }
  return (
    <section className="console-panel" aria-labelledby={id}>
      <h2 className="console-panel__title" id={id}>
        {title}
      </h2>
      <form className="plan-form" ref={form} onSubmit={submit} noValidate>
        {failure !== undefined && <Alert kind="danger" title={failure} live="assertive" />}
        {unsaved !== undefined && <p className="kern-hint">{unsaved}</p>}
        {children}
      </form>
    </section>
  )
}
