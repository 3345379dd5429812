import type { ReactNode } from 'react'

/** A piece of text inside a LiveRegion that events of this name replace. */
export function LivePart({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <span data-live-part={name}>{children}</span>
}

/** A value that a form inside a LiveRegion sends, and that events of this name replace. */
export function LiveValue({ name, value }: { readonly name: string; readonly value: string }) {
  return <input type="hidden" name={name} value={value} data-live-part={name} />
}

/** A part of a LiveRegion that is there only while the text of this name is not empty. */
export function LiveWhile(props: {
  readonly name: string
  readonly shown: boolean
  readonly children: ReactNode
}) {
  return (
    <div data-live-while={props.name} hidden={!props.shown}>
      {props.children}
    </div>
  )
}
