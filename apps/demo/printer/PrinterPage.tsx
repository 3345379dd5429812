import { PRINTER_FAULTS, type PrinterFault } from '#apps/agent/simulator/printer.ts'
import { translator } from '#platform/i18n/translator.ts'
import type { Bitmap } from '#platform/print/bitmap.ts'
import { bitmapPng } from '#platform/print/png.ts'
import { AskAgain } from '#ui/AskAgain.tsx'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { RadioGroup } from '#ui/RadioGroup.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { TextField } from '#ui/TextField.tsx'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/** Whoever draws a ticket comes here to see it. */
const SECONDS = 4

export type PrinterPageProps = {
  readonly frame: PageFrame
  /** The kiosk whose tickets come out here. */
  readonly kiosk: string | undefined
  readonly fault: PrinterFault
  /** Is there a simulated scanner, too? */
  readonly scans: boolean
  /** The newest first. */
  readonly papers: readonly { readonly picture: Bitmap; readonly whole: boolean }[]
}

/** The simulated printer of the demo: what came out of it, and what can be wrong with it. */
export function PrinterPage({ frame, kiosk, fault, papers, scans }: PrinterPageProps) {
  const { language } = frame
  const t = texts(language)
  const here = `/demo/printer?lang=${language}`
  return (
    <Page {...frame} title={t('title')} noIndex before={<BackLink href="/demo" text={t('back')} />}>
      <Heading level={1}>{t('title')}</Heading>
      <Text size="large">{t('intro')}</Text>
      {kiosk !== undefined && (
        <ButtonRow>
          <LinkButton href={`/kiosk/${kiosk}`} variant="secondary">
            {t('kiosk')}
          </LinkButton>
        </ButtonRow>
      )}
      <Section title={t('papers')}>
        <AskAgain seconds={SECONDS} address={here} summary={t('count', { count: papers.length })}>
          <ul className="dran-papers">
            {papers.map(({ picture, whole }) => {
              const source = `data:image/png;base64,${bitmapPng(picture).toString('base64')}`
              return (
                <li key={source}>
                  <img
                    className="dran-paper"
                    src={source}
                    alt={t(whole ? 'paper' : 'torn')}
                    width={picture.width / 2}
                    height={picture.height / 2}
                  />
                  {!whole && <Text size="small">{t('torn')}</Text>}
                </li>
              )
            })}
          </ul>
        </AskAgain>
      </Section>
      {scans && (
        <Section title={t('scan.title')}>
          <Text>{t('scan.intro')}</Text>
          <Form action={here}>
            <TextField name="code" label={t('scan.code')} maxLength={300} />
            <ButtonRow>
              <Button>{t('scan.send')}</Button>
            </ButtonRow>
          </Form>
        </Section>
      )}
      <Section title={t('fault.title')}>
        <Form action={here}>
          <RadioGroup
            name="fault"
            label={t('fault.label')}
            choices={PRINTER_FAULTS.map((value) => ({ value, label: t(`fault.${value}`) }))}
            value={fault}
          />
          <ButtonRow>
            <Button>{t('fault.set')}</Button>
          </ButtonRow>
        </Form>
      </Section>
    </Page>
  )
}
