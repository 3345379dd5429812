import type { Site } from '#features/authority/model.ts'
import { keepLanguage } from '#ui/address.ts'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { Page } from '#ui/Page.tsx'
import { RowList } from '#ui/RowList.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'

/** What stands in a hall and belongs to one site. */
export type Device = 'kiosk' | 'display'

/** The sites of a city: a device is set up by choosing the one where it stands. */
export function DeviceSitesPage(props: {
  readonly frame: PageFrame
  readonly device: Device
  readonly sites: readonly Site[]
}) {
  const { frame, device, sites } = props
  const t = hallTexts(frame.language)
  const keep = keepLanguage(frame.address)
  // A display speaks the language in which it was chosen. A kiosk asks everybody anew.
  const addressOf = (site: Site) =>
    device === 'kiosk' ? `/kiosk/${site.key}` : `/display/${site.key}?lang=${frame.language}`
  const title = t(`device.${device}.title`)
  return (
    <Page {...frame} title={title} homeHref={keep('/')} noIndex>
      <Heading level={1}>{title}</Heading>
      <Text size="large">{sites.length > 0 ? t(`device.${device}.intro`) : t('device.none')}</Text>
      {device === 'display' && sites.length > 0 && <Text>{t('device.display.language')}</Text>}
      <RowList
        rows={sites.map((site) => ({
          key: site.key,
          title: <Link href={addressOf(site)}>{site.texts.name[frame.language]}</Link>,
          detail: `${site.district}, ${site.street}`,
        }))}
      />
    </Page>
  )
}
