import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { LandlordPaper } from '../actions.ts'
import { texts } from './texts.ts'

export type LandlordPartProps = {
  readonly frame: PageFrame
  /** Where the forms are sent: behind it `/landlord` and `/landlord/withdraw`. */
  readonly action: string
  readonly papers: readonly LandlordPaper[]
  /** Before the path of a link, e.g. `https://termine.example`. */
  readonly origin: string
}

/** Papers that the landlord can fill in: the link to pass on, and whether it was used. */
export function LandlordPart({ frame, action, papers, origin }: LandlordPartProps) {
  const { language } = frame
  const t = texts(language)
  const [path = '', query] = action.split('?')
  const to = (way: string) => `${path}/${way}${query === undefined ? '' : `?${query}`}`
  if (papers.length === 0) return null
  return (
    <Section title={t('landlord.part')} id="landlord">
      {papers.map(({ matterId, item, service, link }) => {
        const address = link && `${origin}/landlord/${link.token}?lang=${language}`
        const paper = service.papers.find(({ de }) => de === item)?.[language] ?? item
        return (
          <div key={`${matterId} ${item}`} className="dran-section">
            <Heading level={3}>{paper}</Heading>
            {link?.isUsed && <Text>{t('landlord.isUsed')}</Text>}
            {!link && (
              <>
                <Text>{t('landlord.offer')}</Text>
                <Form action={to('landlord')} hidden={{ matter: matterId, item }}>
                  <ButtonRow>
                    <Button variant="secondary">{t('landlord.make')}</Button>
                  </ButtonRow>
                </Form>
              </>
            )}
            {link && address && !link.isUsed && (
              <>
                <Text>{t('landlord.pass')}</Text>
                <Text>
                  <Link href={address}>{address}</Link>
                </Text>
                <Text>
                  <Link
                    href={`mailto:?subject=${encodeURIComponent(t('landlord.mailSubject'))}&body=${encodeURIComponent(t('landlord.mailBody', { address }))}`}
                  >
                    {t('landlord.mail')}
                  </Link>
                </Text>
                <Form action={to('landlord/withdraw')} hidden={{ link: link.id }}>
                  <ButtonRow>
                    <Button variant="tertiary">{t('landlord.withdraw')}</Button>
                  </ButtonRow>
                </Form>
              </>
            )}
          </div>
        )
      })}
    </Section>
  )
}
