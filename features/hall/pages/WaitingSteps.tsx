import { addressLine, type Site } from '#features/authority/model.ts'
import type { ParkedFor, Visit } from '#features/visit/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { BigNumber } from '#ui/BigNumber.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { LivePart } from '#ui/LivePart.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { HallView } from '../actions.ts'
import { isAway } from '../model.ts'
import { StayAway } from './StayAway.tsx'
import { type Standing, waitingParts } from './standing.ts'
import { hallTexts } from './texts.ts'
import type { ToldParts } from './toldWords.ts'
import type { SentTo } from './visitBehind.ts'

/** For how many minutes somebody can say that they are away. */
export const AWAY_CHOICES = [10, 20, 30] as const

/** May somebody say in this state what they need? */
export function maySayNeeds({ state }: Pick<Visit, 'state'>): boolean {
  return state === 'waiting' || state === 'parked' || state === 'missed'
}

type Own = { readonly language: Language; readonly token: string }

/** "I need ten more minutes", for those who wait and for those who are just being called. */
export function MoreTime(props: Own & { readonly visit: Visit; readonly now: Instant }) {
  const { language, token, visit, now } = props
  const t = hallTexts(language)
  const away = isAway(visit, now)
  const said = visit.state === 'called' ? 'called' : away ? 'longer' : 'text'
  // What was said before is never made shorter: a press that would say less is not offered.
  const choices = AWAY_CHOICES.filter(
    (minutes) => !away || plus(now, minutes * MINUTE) > (visit.awayUntil ?? now),
  )
  if (choices.length === 0) return null
  return (
    <Section title={t(away ? 'waiting.more.titleLonger' : 'waiting.more.title')}>
      <Text>{t(`waiting.more.${said}`)}</Text>
      <Form action={`/w/${token}/away?lang=${language}`} hidden={{ idempotencyKey: crypto.randomUUID() }}>
        <ButtonRow>
          {choices.map((minutes) => (
            <Button key={minutes} variant="secondary" name="minutes" value={String(minutes)}>
              {t('waiting.more.minutes', { minutes })}
            </Button>
          ))}
        </ButtonRow>
      </Form>
    </Section>
  )
}

/** That they are told by SMS, too, and how whoever reads this has no more: a number may have been typed wrongly. */
export function SmsToo({ language, token }: Own) {
  const t = hallTexts(language)
  return (
    <Section title={t('waiting.sms.title')}>
      <Text>{t('waiting.sms.text')}</Text>
      <Form action={`/w/${token}/no-sms?lang=${language}`} hidden={{ idempotencyKey: crypto.randomUUID() }}>
        <Button variant="secondary">{t('waiting.sms.stop')}</Button>
      </Form>
    </Section>
  )
}

/** Until when somebody is away or on the way here, that they keep their place, and how they say that they are here. */
export function AwayNow(
  props: Own & {
    readonly visit: Visit
    readonly site: Site
    readonly view: HallView
    readonly standing: Standing | undefined
    readonly told: ToldParts
  },
) {
  const { language, token, visit, site, view, standing } = props
  const t = hallTexts(language)
  const parts = waitingParts(view, standing?.ahead ?? 0, language, true)
  const time = visit.awayUntil === null ? '' : formatTime(visit.awayUntil, site.timeZone, language)
  return (
    <>
      <Alert kind="info" title={t('waiting.away.until', { time })}>
        <Text>{t(visit.onTheWay ? 'waiting.onTheWay.keep' : 'waiting.away.keep')}</Text>
      </Alert>
      <Text size="large">
        <LivePart name="ahead">{parts.ahead}</LivePart>
      </Text>
      <StayAway {...props} />
      <Text>{t(visit.onTheWay ? 'waiting.onTheWay.hereHint' : 'waiting.away.backHint')}</Text>
      <Form action={`/w/${token}/back?lang=${language}`} hidden={{ idempotencyKey: crypto.randomUUID() }}>
        <Button>{t(visit.onTheWay ? 'waiting.onTheWay.here' : 'waiting.away.back')}</Button>
      </Form>
      <Text>
        <LivePart name="last">{parts.last}</LivePart>
      </Text>
      <Text>
        <LivePart name="serving">{parts.serving}</LivePart>
      </Text>
    </>
  )
}

/** Seconds until somebody's time away is over, when their page says something else; undefined for who is not away. */
export function secondsAway({ awayUntil }: Pick<Visit, 'awayUntil'>, now: Instant): number | undefined {
  return isAway({ awayUntil }, now) && awayUntil !== null
    ? Math.ceil((awayUntil - now) / (MINUTE / 60)) + 1
    : undefined
}

/** Set aside: what is waited for, and that there is nothing to do. */
export function SetAside({ language, parkedFor }: { language: Language; parkedFor: ParkedFor | null }) {
  const t = hallTexts(language)
  return (
    <Alert kind="info" title={t(`waiting.parked.${parkedFor ?? 'other'}`)}>
      <Text>{t('waiting.parked.nothing')}</Text>
    </Alert>
  )
}

/** A colleague has sent the person on: to one counter, or to whoever does what is left. */
export function SentOn(props: {
  readonly language: Language
  readonly visit: Visit
  readonly view: HallView
  readonly matters: readonly { readonly serviceId: string; readonly title: string }[]
}) {
  const { language, visit, view, matters } = props
  const t = hallTexts(language)
  const counter = view.counters.find((each) => each.counter.id === visit.forCounterId)?.counter
  if (counter) {
    const place = [counter.texts.label[language], counter.texts.level?.[language]].filter(Boolean).join(', ')
    return <Alert kind="info" title={t('waiting.sentOn.counter', { counter: place })} />
  }
  if (visit.forServices === null) return null
  const left = matters.filter(({ serviceId }) => visit.forServices?.some((each) => each === serviceId))
  return (
    <Alert
      kind="info"
      title={t('waiting.sentOn.matters', { matters: left.map(({ title }) => title).join(', ') })}
    />
  )
}

/** It goes on at another site: where that is, the number there, and the page of the visit that follows. */
export function SentElsewhere({ language, sentTo }: { language: Language; sentTo: SentTo }) {
  const t = hallTexts(language)
  const { site, ticketNumber, token } = sentTo
  const address = addressLine(site)
  return (
    <>
      <Text size="large">{t('waiting.sent.text', { site: site.texts.name[language], address })}</Text>
      <BigNumber label={t('waiting.sent.number')} value={ticketNumber} />
      <Text>{t('waiting.sent.keep')}</Text>
      <ButtonRow>
        <LinkButton href={`/w/${token}?lang=${language}`}>{t('waiting.sent.link')}</LinkButton>
      </ButtonRow>
    </>
  )
}
