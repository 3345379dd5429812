import { Icon } from './Icon.tsx'

/** The way to the page before, above the title. Never loses what was typed: the address carries it. */
export function BackLink({ href, text }: { readonly href: string; readonly text: string }) {
  return (
    <a className="kern-link kern-link--no-visited-state dran-back" href={href}>
      <Icon name="arrow-back" />
      {text}
    </a>
  )
}
