import { Icon } from './Icon.tsx'

/** Says that a page is in Leichte Sprache, and that its readers have not checked it yet. The Page shows it by itself. */
export function SimpleLanguageNotice({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <aside className="dran-simple-notice" aria-label={title}>
      <Icon name="easy-language" large />
      <p className="kern-body kern-body--small">{text}</p>
    </aside>
  )
}
