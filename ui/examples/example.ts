import type { ReactElement } from 'react'

/** A component in one state. Field names differ between examples, so that all can stand on one page. */
export type Example = { readonly name: string; readonly element: ReactElement }
