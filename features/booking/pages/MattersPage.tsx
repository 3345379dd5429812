import { Fragment } from 'react'
import { firstApart, plannedMinutes, VISIT_MINUTES_LIMIT } from '#features/catalogue/model.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Select } from '#ui/Select.tsx'
import { Steps } from '#ui/Steps.tsx'
import { Text } from '#ui/Text.tsx'
import { type ChosenMatter, type Filter, MATTER_LIMIT } from './address.ts'
import { STEPS } from './steps.ts'
import { ToBring } from './ToBring.tsx'
import { texts } from './texts.ts'

export type MattersPageProps = {
  readonly frame: PageFrame
  readonly matters: readonly ChosenMatter[]
  /** What narrowed the times before, for those who come back from them. */
  readonly filter: Filter
  /** Something in the address cannot be booked (any more) and was left out. */
  readonly dropped: boolean
}

/** First question of a booking: the matters, and for how many people each. Sent by GET, as nothing is changed by it. */
export function MattersPage({ frame, matters, filter, dropped }: MattersPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const first = matters[0]?.service.key
  return (
    <Page
      {...frame}
      title={t('matters.title')}
      homeHref={keep('/')}
      languageForm={{ id: 'matters', method: 'get' }}
      noIndex
      before={
        <>
          <BackLink href={keep(matters.length === 1 ? `/services/${first}` : '/services')} text={t('back')} />
          <Steps language={frame.language} current={1} total={STEPS} />
        </>
      }
    >
      <Heading level={1}>{t('matters.title')}</Heading>
      {dropped && <Alert kind="warning" title={t('matters.unknown')} live="polite" />}
      {plannedMinutes(matters) > VISIT_MINUTES_LIMIT && (
        <Alert kind="warning" title={t('refused.too_long')} live="polite" />
      )}
      <Apart frame={frame} matters={matters} />
      <Text>{t('matters.intro')}</Text>
      <Form
        id="matters"
        method="get"
        action="/booking"
        hidden={{
          matter: matters.map(({ service }) => service.key),
          ...filter,
          ...languageField(frame.address),
        }}
      >
        {matters.map((matter) => (
          <Fragment key={matter.service.key}>
            <MatterQuestion frame={frame} matter={matter} alone={matters.length === 1} />
            <ToBring language={frame.language} matter={matter} />
          </Fragment>
        ))}
        {matters.length < MATTER_LIMIT ? (
          <Button name="next" value="add" variant="secondary">
            {t('matters.add')}
          </Button>
        ) : (
          <Text>{t('matters.full', { limit: MATTER_LIMIT })}</Text>
        )}
        <ButtonRow>
          <Button name="next" value="times">
            {t('matters.next')}
          </Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** Two matters that one visit cannot have, and what to do instead. */
function Apart({ frame: { language }, matters }: Pick<MattersPageProps, 'frame' | 'matters'>) {
  const t = texts(language)
  const apart = firstApart(matters.map(({ service }) => service))
  if (!apart) return null
  const [first, second] = apart
  return (
    <Alert kind="warning" title={t('matters.apart')} live="polite">
      <Text>
        {t('matters.apartText', { first: first.texts.title[language], second: second.texts.title[language] })}
      </Text>
    </Alert>
  )
}

function MatterQuestion({
  frame,
  matter: { service, people },
  alone,
}: {
  readonly frame: PageFrame
  readonly matter: ChosenMatter
  readonly alone: boolean
}) {
  const t = texts(frame.language)
  const title = service.texts.title[frame.language]
  return (
    <div className="dran-matter">
      {service.peopleLimit > 1 ? (
        <Select
          name={`people-${service.key}`}
          label={title}
          value={String(people)}
          options={Array.from({ length: service.peopleLimit }, (_, index) => ({
            value: String(index + 1),
            text: t('matters.people', { count: index + 1 }),
          }))}
          {...(service.minutesPerFurtherPerson === 0 ? { hint: t('matters.family') } : {})}
        />
      ) : (
        <div>
          <Heading level={2} looksLike={4}>
            {title}
          </Heading>
          <Text muted>{t('matters.onePerson')}</Text>
        </div>
      )}
      {!alone && (
        <Button name="remove" value={service.key} variant="tertiary">
          {t('matters.remove')}
          <span className="kern-sr-only"> {title}</span>
        </Button>
      )}
    </div>
  )
}
