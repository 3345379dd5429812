import type { ReactNode } from 'react'
import { HiddenFields } from './HiddenFields.tsx'

/** Where the work comes from, the script that does it, and what is said meanwhile. */
export type FormProof = { readonly challenge: string; readonly worker: string; readonly text: string }

/** How a script sends the files of a form in parts (apps/enhance/upload.ts), and what it says meanwhile. */
export type FormUpload = {
  /** Where files are begun; behind it each has an address of its own. */
  readonly address: string
  /** So many files are taken, each at most so many bytes long. */
  readonly left: number
  readonly bytes: number
  /** By state or refusal; `{name}` stands for the name of the file. */
  readonly words: Readonly<Record<string, string>>
}

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
  /** With script the files go in parts, show how far they are, and go on after a break; without, as the form is. */
  readonly upload?: FormUpload | undefined
  readonly children: ReactNode
}

/**
 * A form. The server checks it and gives the page back with its messages, so that all browsers say the same:
 * the browser's own checks are off. With script, a second press while the first is under way is ignored.
 */
export function Form({ action, method = 'post', hidden, id, proof, files, upload, children }: FormProps) {
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
      data-upload={upload?.address}
      data-upload-left={upload?.left}
      data-upload-bytes={upload?.bytes}
      data-upload-words={upload && JSON.stringify(upload.words)}
    >
      {hidden && <HiddenFields values={hidden} />}
      {children}
      {upload && <ul className="dran-uploads" data-upload-list="" />}
      {upload && <p role="status" className="kern-body" data-upload-says="" />}
      {proof && <p role="status" className="kern-body" data-proof-words="" />}
    </form>
  )
}
