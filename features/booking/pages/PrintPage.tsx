import { qrSvg } from '#platform/print/qr.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { type BookingPageProps, factsOf, Papers } from './BookingPage.tsx'
import { texts } from './texts.ts'

export type PrintPageProps = Omit<BookingPageProps, 'token' | 'moved' | 'punctuality'> & {
  /** Everybody who comes. */
  readonly names: readonly string[]
  /** The whole address of the booking's page, for the code. */
  readonly link: string
  readonly officePhone: string
}

/** A booking on paper, for those whom no mail reaches: to hand over at the desk, or to send by post. */
export function PrintPage(props: PrintPageProps) {
  const { frame, names, link } = props
  const t = texts(frame.language)
  return (
    <Page {...frame} title={t('print.title')} noIndex>
      <Heading level={1}>{t('print.title')}</Heading>
      <SummaryList rows={[{ term: t('check.name'), value: names.join(', ') }, ...factsOf(props)]} />
      <Papers frame={frame} matters={props.matters} visit={props.visit} />
      <Section title={t('print.code')}>
        <Text>{t(useOfCode(props))}</Text>
        {/* Inside the page: with an address of its own its token would stand in a log. */}
        <img className="dran-qr" src={imageOf(link)} alt={t('link.qr')} width="192" height="192" />
        <Text>{t('print.call', { phone: props.officePhone })}</Text>
      </Section>
    </Page>
  )
}

function useOfCode({ visit, site }: PrintPageProps) {
  if (visit.kind !== 'on_site') return 'print.codeElsewhere'
  return site?.kind === 'mobile' ? 'print.codeStop' : 'print.codeText'
}

function imageOf(link: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(qrSvg(link)).toString('base64')}`
}
