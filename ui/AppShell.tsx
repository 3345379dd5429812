import type { ReactNode } from 'react'
import { type Language, languageTag } from '#kernel/language.ts'
import type { Look } from './look.ts'

export type AppShellProps = {
  readonly language: Language
  readonly title: string
  readonly stylesheet: string
  readonly script: string
  /** Scripts of kiosk and console are modules; the display's is classic, for the browsers inside of screens. */
  readonly module?: boolean
  readonly look?: Look
  readonly manifest?: string
  /** What the script must know from the start, given as data attributes of the root, e.g. { site: 'mitte' }. */
  readonly settings?: Readonly<Record<string, string>>
  /** Stands in the root until the script has taken over, and where there is none. */
  readonly children?: ReactNode
}

/** The empty document of an app (console, kiosk, display): its script fills the element `#root`. */
export function AppShell(props: AppShellProps) {
  const { language, title, look = 'system', settings = {} } = props
  const data = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`data-${name}`, value]))
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={props.stylesheet} />
        {props.manifest && <link rel="manifest" href={props.manifest} />}
        <script src={props.script} type={props.module ? 'module' : undefined} defer />
      </head>
      <body data-kern-theme={look === 'system' ? undefined : look}>
        <div id="root" {...data}>
          {props.children}
        </div>
      </body>
    </html>
  )
}
