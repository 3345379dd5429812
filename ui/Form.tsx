import type { ReactNode } from 'react'
import { HiddenFields } from './HiddenFields.tsx'

/** Where the work comes from, the script that does it, and what is said meanwhile. */
export type FormProof = { readonly challenge: string; readonly worker: string; readonly text: string }

export type FormProps = {
  /** Where the form is sent; without it, the page's own address. */
  readonly action?: string
  readonly method?: 'post' | 'get'
  /** Values that travel along unseen, e.g. the CSRF token and earlier answers. */
  readonly hidden?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Name of the form on its page, for buttons that stand outside of it. */
  readonly id?: string
  /** With script the form takes a proof of work along (apps/enhance/proof.ts); without, the server asks for something else. */
  readonly proof?: FormProof | undefined
  /** The form sends files. */
  readonly files?: boolean
  readonly children: ReactNode
}

/**
 * A form. The server checks it and gives the page back with its messages, so that all browsers say the same:
 * the browser's own checks are off. With script, a second press while the first is under way is ignored.
 */
export function Form({ action, method = 'post', hidden, id, proof, files, children }: FormProps) {
  return (
    <form
      id={id}
      action={action}
      method={method}
      encType={files ? 'multipart/form-data' : undefined}
      noValidate
      className="dran-form"
      data-once={method === 'post' ? '' : undefined}
      data-proof={proof?.challenge}
      data-proof-worker={proof?.worker}
      data-proof-text={proof?.text}
    >
      {hidden && <HiddenFields values={hidden} />}
      {children}
      {proof && <p role="status" className="kern-body" data-proof-words="" />}
    </form>
  )
}
