import { getSettings } from '#features/authority/actions.ts'
import { deviceFailure } from '#features/hall/pages.tsx'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Assets } from '#platform/http/assets.ts'
import type { ErrorPage } from '#platform/http/serving.ts'
import { translator } from '#platform/i18n/translator.ts'
import { keepLanguage } from '#ui/address.ts'
import type { FrameOf } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { lookOr } from '#ui/look.ts'
import { Page } from '#ui/Page.tsx'
import { renderDocument } from '#ui/render.ts'
import { Text } from '#ui/Text.tsx'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/** Makes the frame of every page: the city's name, look and language, the demo's banner, the footer. */
export function makeFrame(database: Database, assets: Assets): FrameOf<Authority> {
  return async ({ authority, language, here, cookies }) => {
    const settings = await database.withAuthority(authority, getSettings)
    const t = texts(language)
    const keep = keepLanguage(here)
    return {
      language,
      cityName: settings.texts.name[language],
      address: here,
      look: lookOr(cookies.get('dran_look')),
      assets: { stylesheet: assets.url('citizen.css'), script: assets.url('enhance.js') },
      demoNotice: authority.demo ? t('demo.notice') : undefined,
      footerLinks: [
        { href: keep('/services'), text: t('footer.services') },
        { href: keep('/sites'), text: t('footer.sites') },
        { href: keep('/api'), text: t('footer.api') },
        ...(authority.demo ? [{ href: keep('/demo'), text: t('footer.demo') }] : []),
      ],
    }
  }
}

/** The neutral page of a failure: says what to do, and the number under which it stands in the log. */
export function makeErrorPage(assets: Assets): (page: ErrorPage) => string {
  return (page) => {
    const device = deviceFailure(page, assets.url('kiosk.css'))
    if (device !== undefined) return device
    const { status, title, requestId, language, path } = page
    const t = texts(language)
    return renderDocument(
      <Page
        language={language}
        title={title}
        cityName={t('error.city')}
        address={status === 404 ? path : '/'}
        look="system"
        assets={{ stylesheet: assets.url('citizen.css') }}
        noIndex
      >
        <Heading level={1}>{title}</Heading>
        <Text>
          {status === 404 ? t('error.missing') : status >= 500 ? t('error.broken') : t('error.refused')}
        </Text>
        <Text>{t('error.number', { requestId })}</Text>
        <LinkButton href={`/?lang=${language}`}>{t('error.start')}</LinkButton>
      </Page>,
    )
  }
}
