import { type ReactNode, useEffect, useRef } from 'react'

let firstScreen = true

export type ScreenProps = {
  readonly title: string
  /** Stands at the end of the line of the title: what can be done with the whole screen. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

/** A screen of the console with its heading. Coming from another screen, the focus goes to the heading. */
export function Screen({ title, tools, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – Dran`
  }, [title])
  useEffect(() => {
    // On loading, the browser begins at the top by itself, with the link past the header.
    if (!firstScreen) heading.current?.focus()
    firstScreen = false
  }, [])
  return (
    <>
      <div className="console-toolbar console-screen-head">
        <h1 className="console-title" ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {tools && <div className="console-toolbar__end console-toolbar">{tools}</div>}
      </div>
      {children}
    </>
  )
}
