import type { Language } from '#kernel/language.ts'
import type { PageProps } from './Page.tsx'

/** What every page of an authority shares; the application makes it, pages pass it on to Page. */
export type PageFrame = Pick<
  PageProps,
  'language' | 'cityName' | 'address' | 'look' | 'assets' | 'footerLinks' | 'demoNotice'
>

/** What the frame depends on: the language asked for and the address of the page itself. */
export type FrameRequest<Authority> = {
  readonly authority: Authority
  readonly language: Language
  /** Path and query under which the page can be asked for again by GET. */
  readonly here: string
  readonly cookies: { readonly get: (name: string) => string | undefined }
}

/** Makes the frame of a page. */
export type FrameOf<Authority> = (request: FrameRequest<Authority>) => Promise<PageFrame>
