import type { ReactNode } from 'react'

/** A piece of text inside a LiveRegion that events of this name replace. */
export function LivePart({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <span data-live-part={name}>{children}</span>
}
