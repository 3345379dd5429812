import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { Page } from '#ui/Page.tsx'
import { Steps } from '#ui/Steps.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { keptOf } from './address.ts'
import { EarliestTimes } from './EarliestTimes.tsx'
import { FreeTimes } from './FreeTimes.tsx'
import { MoveNotes } from './MoveNotes.tsx'
import { NoTimes } from './NoTimes.tsx'
import { STEPS } from './steps.ts'
import { TimesFilter } from './TimesFilter.tsx'
import { matterInWords, texts } from './texts.ts'
import { sitesShown, type TimesPageProps } from './timesView.ts'

/** The list of free times: the earliest of every site, a filter, and times by day. */
export function TimesPage(props: TimesPageProps) {
  const { frame, use, answer, problem, filter } = props
  const keep = keepLanguage(frame.address)
  const first = filter.site === undefined && filter.day === undefined && filter.from === undefined
  const narrowed = Object.values(keptOf(filter)).some((text) => text !== undefined)
  return (
    <Page
      {...frame}
      title={use.title}
      homeHref={keep('/')}
      noIndex
      before={
        <>
          <BackLink href={keep(use.back)} text={texts(frame.language)('back')} />
          {use.steps && <Steps language={frame.language} current={2} total={STEPS} />}
        </>
      }
    >
      <Heading level={1}>{use.title}</Heading>
      {problem && <Alert kind="warning" title={problem} live="assertive" />}
      {use.note && <Text>{use.note}</Text>}
      <Asked {...props} />
      <LinkedNotice {...props} />
      <MoveNotes
        sites={sitesShown(props).map(({ site }) => site)}
        {...answer.window}
        language={frame.language}
      />
      {!(first && answer.times.length === 0 && !narrowed) && <TimesFilter {...props} />}
      {answer.times.length === 0 && <NoTimes {...props} />}
      {answer.times.length > 0 && first && <EarliestTimes {...props} />}
      {(answer.times.length > 0 || !first) && <FreeTimes {...props} />}
      {answer.times.length > 0 && answer.inOneVisit && use.waitlist && (
        <Text>
          <Link href={keep(use.waitlist)}>{texts(frame.language)('times.waitlist')}</Link>
        </Text>
      )}
    </Page>
  )
}

/** Says what two times mean, where they are shown. */
function LinkedNotice({ frame: { language }, matters, answer }: TimesPageProps) {
  const shown = [...answer.times, ...answer.sites.flatMap(({ earliest }) => earliest ?? [])]
  const ways = new Set(shown.flatMap(({ second }) => (second ? [second.services.toSorted().join(' ')] : [])))
  if (ways.size === 0) return null
  const t = texts(language)
  const titles = (isSecond: (id: string) => boolean) =>
    matters
      .filter(({ service }) => isSecond(service.id))
      .map(({ service }) => service.texts.title[language])
      .join(', ')
  return (
    <Alert kind="info" title={t('linked.title')}>
      <Text>{t('linked.text')}</Text>
      {/* Where the order differs from time to time, the next page says it for the chosen one. */}
      {[...ways].map((way) => (
        <Text key={way}>
          {t('linked.order', {
            first: titles((id) => !way.includes(id)),
            second: titles((id) => way.includes(id)),
          })}
        </Text>
      ))}
    </Alert>
  )
}

function Asked({ frame: { language, address }, use, matters, answer }: TimesPageProps) {
  const t = texts(language)
  const action = use.change
    ? { action: { href: keepLanguage(address)(use.change), text: t('change'), about: t('times.matters') } }
    : {}
  return (
    <SummaryList
      rows={[
        {
          term: t('times.matters'),
          value: matters.map((matter) => (
            <div key={matter.service.key}>{matterInWords(matter, language)}</div>
          )),
          ...action,
        },
        { term: t('times.minutes'), value: t('times.about', { minutes: answer.minutes }) },
      ]}
    />
  )
}
