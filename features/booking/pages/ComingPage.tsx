import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { Facts, type LinkPageProps } from './LinkPages.tsx'
import { texts } from './texts.ts'

/** One button that says "I am coming", where the link of a reminder leads; and the ways for those who are not. */
export function ComingPage(props: LinkPageProps & { readonly onSite: boolean }) {
  const { frame, token, onSite } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('coming.title')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/v/${token}`)} text={t('back')} />}
    >
      <Heading level={1}>{t('coming.title')}</Heading>
      <Facts {...props} />
      <Text>{t('coming.text')}</Text>
      <Form action={keep(`/v/${token}/coming`)} hidden={{ idempotencyKey: props.idempotencyKey }}>
        <ButtonRow>
          <Button icon="check">{t(onSite ? 'coming.yes' : 'coming.stays')}</Button>
          <LinkButton href={keep(`/v/${token}/move`)} variant="secondary">
            {t('link.move')}
          </LinkButton>
          <LinkButton href={keep(`/v/${token}/cancel`)} variant="tertiary">
            {t('link.cancel')}
          </LinkButton>
        </ButtonRow>
      </Form>
    </Page>
  )
}
