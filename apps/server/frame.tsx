import { getSettings } from '#features/authority/actions.ts'
import type { Settings } from '#features/authority/model.ts'
import { deviceFailure } from '#features/hall/pages.tsx'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Assets } from '#platform/http/assets.ts'
import type { ErrorPage } from '#platform/http/serving.ts'
import { createTogether } from '#platform/http/together.ts'
import { keepLanguage } from '#ui/address.ts'
import type { FrameOf, FrameRequest, PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { lookOr } from '#ui/look.ts'
import { Page } from '#ui/Page.tsx'
import { renderDocument } from '#ui/render.ts'
import { Text } from '#ui/Text.tsx'
import type { CityNames } from './cityNames.ts'
import type { Directory } from './directory.ts'
import { texts } from './texts.ts'

/** What the frames of pages are made with. */
export type FrameParts = {
  readonly database: Database
  readonly assets: Assets
  readonly names: CityNames
}

/** Makes the frame of every page: the city's name, look and language, the demo's banner, the footer. */
export function makeFrame({ database, assets, names }: FrameParts): FrameOf<Authority> {
  const together = createTogether<Settings>()
  return async (request) => {
    const { authority } = request
    const settings = await together(authority.key, () => database.withAuthority(authority, getSettings))
    names.keep(request.authority.key, settings.texts.name)
    return frameOf(request, settings.texts.name[request.language], assets)
  }
}

function frameOf(
  { authority, language, here, cookies }: FrameRequest<Authority>,
  cityName: string,
  assets: Assets,
): PageFrame {
  const t = texts(language)
  const keep = keepLanguage(here)
  return {
    language,
    cityName,
    address: here,
    look: lookOr(cookies.get('dran_look')),
    assets: {
      stylesheet: assets.url('citizen.css'),
      script: assets.url('enhance.js'),
      proof: assets.url('proof.js'),
    },
    demoNotice: authority.demo ? t('demo.notice') : undefined,
    footerLinks: [
      { href: keep('/services'), text: t('footer.services') },
      { href: keep('/sites'), text: t('footer.sites') },
      { href: keep('/waiting'), text: t('footer.waiting') },
      { href: keep('/open-data'), text: t('footer.openData') },
      { href: keep('/api'), text: t('footer.api') },
      ...(authority.demo ? [{ href: keep('/demo'), text: t('footer.demo') }] : []),
    ],
  }
}

/**
 * The neutral page of a failure, in the frame of its city: says what to do, and the number under which it stands in the
 * log. The city's name comes from memory, because the database may be what has failed.
 */
export function makeErrorPage(
  parts: FrameParts & { readonly directory: Pick<Directory, 'answer'> },
): (page: ErrorPage) => Promise<string> {
  const { database, assets, names, directory } = parts
  async function frameOfFailure(page: ErrorPage): Promise<PageFrame> {
    const authority = directory.answer(page.hostname)?.authority
    const read = async (asked: Authority) => (await database.withAuthority(asked, getSettings)).texts.name
    const name = authority && (await names.of(authority.key, () => read(authority)))
    const cityName = name?.[page.language] ?? texts(page.language)('error.city')
    if (authority) return frameOf({ ...page, authority }, cityName, assets)
    // A host name that belongs to no city: nothing here to lead to.
    return {
      language: page.language,
      cityName,
      address: page.here,
      look: lookOr(page.cookies.get('dran_look')),
      assets: { stylesheet: assets.url('citizen.css') },
    }
  }
  return async (page) => {
    const frame = await frameOfFailure(page)
    const device = deviceFailure(page, frame.cityName, assets.url('kiosk.css'))
    return device ?? renderDocument(<FailurePage frame={frame} page={page} />)
  }
}

function FailurePage({ frame, page }: { readonly frame: PageFrame; readonly page: ErrorPage }) {
  const { status, requestId, language } = page
  const t = texts(language)
  // What happened is the heading; what to do about it, where the sentence says so, is the text.
  const [title = page.title, ...advice] = page.title.split(/(?<=\.) /)
  const general = status === 404 ? 'error.missing' : status >= 500 ? 'error.broken' : 'error.refused'
  return (
    <Page {...frame} title={title.replace(/\.$/, '')} noIndex>
      <Heading level={1}>{title.replace(/\.$/, '')}</Heading>
      <Text>{advice.length > 0 ? advice.join(' ') : t(general)}</Text>
      <Text>{t('error.number', { requestId })}</Text>
      <LinkButton href={`/?lang=${language}`}>{t('error.start')}</LinkButton>
    </Page>
  )
}
