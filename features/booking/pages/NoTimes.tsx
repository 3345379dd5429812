import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import { formatDay } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import type { PageFrame } from '#ui/frame.ts'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { TimeAnswer } from '../actions.ts'
import { texts } from './texts.ts'

/** What helps where no time is free. */
export type Alternatives = {
  readonly phone: string
  /** Is there more than one matter or person, so that less may fit? */
  readonly divisible: boolean
  /** Sites where everything asked for can be had without an appointment. */
  readonly walkIns: readonly Site[]
  /** Services that can be had online. */
  readonly online: readonly Service[]
}

/** Says that nothing is free, why, and what helps. */
export function NoTimes({
  frame,
  answer,
  alternatives: { phone, divisible, walkIns, online },
  change,
  waitlist,
}: {
  readonly frame: PageFrame
  readonly answer: TimeAnswer
  readonly alternatives: Alternatives
  readonly change?: string
  /** Where to join the waitlist for these matters. */
  readonly waitlist?: string
}) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const together = answer.sites.length > 0
  const sites = walkIns.map((site) => site.texts.name[language]).join(', ')
  const day = formatDay(answer.window.horizon, language)
  return (
    <Section title={together ? t('none.title') : t('none.together')}>
      <Text>{together ? t('none.text', { day }) : t('none.togetherText')}</Text>
      <List
        items={[
          ...(together && waitlist
            ? [
                <Link key="waitlist" href={keep(waitlist)}>
                  {t('none.waitlist')}
                </Link>,
              ]
            : []),
          ...(divisible && change
            ? [
                <Link key="fewer" href={keep(change)}>
                  {t('none.fewer')}
                </Link>,
              ]
            : []),
          ...(walkIns.length > 0 ? [t('none.walkIn', { sites })] : []),
          ...online.map((service) => (
            <Link key={service.key} href={service.onlineUrl ?? keep(`/services/${service.key}`)}>
              {t('none.online', { title: service.texts.title[language] })}
            </Link>
          )),
          ...(together ? [t('none.again')] : []),
          <PhoneText key="phone" text={t('none.phone', { phone })} phone={phone} />,
        ]}
      />
    </Section>
  )
}
