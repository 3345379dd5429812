import type { ReactNode } from 'react'

/** Buttons side by side, below one another where there is no room. The primary one comes first. */
export function ButtonRow({ children }: { readonly children: ReactNode }) {
  return <div className="kern-btn-wrapper dran-buttons">{children}</div>
}
