import type { ReactNode } from 'react'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import type { LinkPageProps } from './LinkPages.tsx'
import { matterInWords, texts } from './texts.ts'

/** The time cannot be kept: the one that is held instead, or that none was found, and what can be done. */
export function ReplacementPage(
  props: LinkPageProps & {
    /** The new time in words; null where none is held. */
    readonly offer: { readonly time: string; readonly site: string; readonly until: string } | null
    /** The new time was not to be had any more when it was accepted. */
    readonly over: boolean
    /** How far the person said they would go. */
    readonly reachKm: number
  },
) {
  const { frame, token, offer, over, reachKm } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  // Whoever lost their time through no doing of theirs is not asked twice.
  const press = (path: string, button: ReactNode) => (
    <Form action={keep(`/v/${token}/${path}`)} hidden={{ idempotencyKey: props.idempotencyKey }}>
      {button}
    </Form>
  )
  return (
    <Page {...frame} title={t('replacement.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('replacement.title')}</Heading>
      {over && <Alert kind="warning" title={t('replacement.over')} live="polite" />}
      <Text size="large">{t(offer ? 'replacement.text' : 'replacement.none')}</Text>
      <Text>{t('replacement.reach', { km: reachKm })}</Text>
      <SummaryList
        rows={[
          ...(offer
            ? [
                { term: t('replacement.newTime'), value: <strong>{offer.time}</strong> },
                { term: t('replacement.newPlace'), value: <strong>{offer.site}</strong> },
              ]
            : []),
          { term: t('replacement.oldTime'), value: props.time },
          { term: t('replacement.oldPlace'), value: props.site },
          {
            term: t('check.matters'),
            value: props.matters.map((matter) => (
              <div key={matter.service.key}>{matterInWords(matter, frame.language)}</div>
            )),
          },
        ]}
      />
      {offer && <Text>{t('replacement.until', { until: offer.until })}</Text>}
      <ButtonRow>
        {offer && press('replacement', <Button icon="check">{t('replacement.accept')}</Button>)}
        <LinkButton href={keep(`/v/${token}/move`)} variant={offer ? 'secondary' : 'primary'}>
          {t('replacement.other')}
        </LinkButton>
        {press('cancel', <Button variant="tertiary">{t('replacement.cancel')}</Button>)}
      </ButtonRow>
    </Page>
  )
}
