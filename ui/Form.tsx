import type { ReactNode } from 'react'
import { HiddenFields } from './HiddenFields.tsx'

export type FormProps = {
  /** Where the form is sent; without it, the page's own address. */
  readonly action?: string
  readonly method?: 'post' | 'get'
  /** Values that travel along unseen, e.g. the CSRF token and earlier answers. */
  readonly hidden?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Name of the form on its page, for buttons that stand outside of it. */
  readonly id?: string
  readonly children: ReactNode
}

/**
 * A form. The server checks it and gives the page back with its messages, so that all browsers say the same:
 * the browser's own checks are off. With script, a second press while the first is under way is ignored.
 */
export function Form({ action, method = 'post', hidden, id, children }: FormProps) {
  return (
    <form
      id={id}
      action={action}
      method={method}
      noValidate
      className="dran-form"
      data-once={method === 'post' ? '' : undefined}
    >
      {hidden && <HiddenFields values={hidden} />}
      {children}
    </form>
  )
}
