import { papersFor } from '#features/catalogue/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { ACCEPTED } from '#platform/files/kind.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { ErrorSummary, type FieldProblem } from '#ui/ErrorSummary.tsx'
import { FileField } from '#ui/FileField.tsx'
import { Form, type FormUpload } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { HoldNotice } from '#ui/HoldNotice.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { type Row, RowList } from '#ui/RowList.tsx'
import { Section } from '#ui/Section.tsx'
import { Select } from '#ui/Select.tsx'
import { Text } from '#ui/Text.tsx'
import type { HandedIn, LandlordPaper } from '../actions.ts'
import { MOST_BYTES, type PaperFile, type RefusalReason, shownState } from '../model.ts'
import { LandlordPart } from './LandlordPart.tsx'
import { texts } from './texts.ts'

/** Why something of what was sent did not arrive. */
export type UploadProblem =
  | { readonly code: 'no_file' | 'broken' | 'too_many_files' | 'unknown_paper' }
  | { readonly code: RefusalReason; readonly name: string }

export type UploadPageProps = {
  readonly frame: PageFrame
  /** Where the forms are sent, and where the way leads on. */
  readonly action: string
  /** Where a script sends files in parts. */
  readonly parts: string
  readonly back: string
  readonly visit: { readonly state: string }
  readonly handedIn: readonly HandedIn[]
  /** Papers that the landlord can fill in. */
  readonly byLandlord: readonly LandlordPaper[]
  readonly origin: string
  readonly places: { readonly left: number; readonly most: number }
  /** Until when the time is held, while the form of the booking is filled in. */
  readonly hold?: { readonly until: Instant; readonly now: Instant } | undefined
  /** So many files have just arrived. */
  readonly sent: number
  readonly removed: boolean
  readonly problems: readonly UploadProblem[]
  /** The paper that was chosen before. */
  readonly chosen?: string | undefined
  readonly idempotencyKey: string
}

/** Hands papers in: what may come, what came, and the form for more. */
export function UploadPage(props: UploadPageProps) {
  const { frame, back, visit, handedIn, places, sent, removed } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const isHeld = visit.state === 'held'
  const problems = props.problems.map((problem) => inWords(problem, language))
  const days = Math.max(1, ...handedIn.map(({ service }) => service.paperDays))
  const toBack = t(props.hold ? 'back.check' : 'back.booking')
  return (
    <Page
      {...frame}
      title={t('title')}
      hasErrors={problems.length > 0}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={back} text={toBack} />}
    >
      <Heading level={1}>{t('title')}</Heading>
      <ErrorSummary language={language} problems={problems} />
      {sent > 0 && <Alert kind="success" title={t('sent', { count: sent })} live="polite" />}
      {removed && <Alert kind="success" title={t('removed')} live="polite" />}
      {props.hold && <HoldNotice language={language} {...props.hold} />}
      <Text size="large">{t('intro')}</Text>
      <Section title={t('files')}>
        <Files {...props} />
      </Section>
      <Section title={t('send.title')}>
        <List
          items={[
            t('limits.kinds'),
            t('limits.size'),
            places.left > 0 ? t('limits.count', places) : t('limits.full'),
            t(isHeld ? 'limits.held' : 'limits.seen'),
            t('limits.kept', { days }),
            t('limits.bring'),
          ]}
        />
        {places.left > 0 && <SendForm {...props} problem={problems[0]?.text} />}
      </Section>
      <LandlordPart frame={frame} action={props.action} papers={props.byLandlord} origin={props.origin} />
      <ButtonRow>
        <LinkButton href={back} variant="secondary">
          {toBack}
        </LinkButton>
      </ButtonRow>
    </Page>
  )
}

/** The value of a choice: a matter and its item, by its German words; none for what stands on no list. */
export function paperValue(matterId: string, item: string | null): string {
  return `${matterId}:${item ?? ''}`
}

/** Which paper, from the camera or as files; one button. */
function SendForm(props: UploadPageProps & { readonly problem: string | undefined }) {
  const { frame, action, handedIn, chosen, idempotencyKey, problem } = props
  const { language } = frame
  const t = texts(language)
  const several = handedIn.length > 1
  const options = handedIn.flatMap(({ matterId, service, answers }) => {
    const title = (words: string) => (several ? `${service.texts.title[language]}: ${words}` : words)
    return [
      ...papersFor(service, answers).map(({ paper }) => ({
        value: paperValue(matterId, paper.de),
        text: title(paper[language]),
      })),
      { value: paperValue(matterId, null), text: title(t('other')) },
    ]
  })
  return (
    <Form action={action} files hidden={{ idempotencyKey }} upload={uploadOf(props)}>
      <Select name="paper" label={t('send.paper')} options={options} value={chosen} />
      <FileField name="photo" label={t('send.camera')} hint={t('send.cameraHint')} accept="image/*" camera />
      <FileField
        name="file"
        label={t('send.files')}
        hint={t('send.filesHint')}
        error={problem}
        accept={ACCEPTED}
        multiple
      />
      <ButtonRow>
        <Button>{t('send.button')}</Button>
      </ButtonRow>
    </Form>
  )
}

/** What the script says while it sends files. */
function uploadOf({ frame, parts, places }: UploadPageProps): FormUpload {
  const t = texts(frame.language)
  const named = { name: '{name}' }
  const problem = (code: 'empty' | 'too_large' | 'wrong_kind' | 'other_kind') => t(`problem.${code}`, named)
  return {
    address: parts,
    left: places.left,
    bytes: MOST_BYTES,
    words: {
      sending: t('upload.sending', named),
      progress: t('upload.progress', named),
      remove: t('upload.remove', named),
      lost: t('upload.lost'),
      again: t('upload.again'),
      stopped: t('upload.stopped', named),
      some: t('upload.some', { sent: '{sent}', refused: '{refused}' }),
      too_many_files: t('upload.tooMany', { left: places.left }),
      unknown_paper: t('problem.unknown_paper'),
      empty: problem('empty'),
      too_large: problem('too_large'),
      wrong_kind: problem('wrong_kind'),
      other_kind: problem('other_kind'),
    },
  }
}

/** What was handed in so far, paper by paper. */
function Files({ frame, action, visit, handedIn }: UploadPageProps) {
  const { language } = frame
  const t = texts(language)
  const papers = handedIn.flatMap(({ service, files }) =>
    [...Map.groupBy(files, ({ paperId }) => paperId).values()].map((list) => {
      const item = list[0]?.item ?? null
      const words = service.papers.find(({ de }) => de === item)?.[language] ?? item ?? t('other')
      return { key: list[0]?.paperId ?? '', words, files: list }
    }),
  )
  if (papers.length === 0) return <Text muted>{t('files.none')}</Text>
  return papers.map(({ key, words, files }) => (
    <div key={key} className="dran-section">
      <Heading level={3}>{words}</Heading>
      <RowList rows={files.flatMap((file) => rowOf(file, visit, action, language))} />
    </div>
  ))
}

function rowOf(
  file: PaperFile,
  visit: { readonly state: string },
  action: string,
  language: Language,
): Row[] {
  const t = texts(language)
  const state = shownState(file, visit)
  const name = file.name ?? ''
  if (state === undefined) return []
  const detail =
    state === 'refused'
      ? t(`problem.${file.reason ?? 'damaged'}`, { name })
      : state === 'ready'
        ? t('state.ready', { pages: file.pages ?? 1 })
        : t(`state.${state}`)
  return [
    {
      key: file.id,
      title: name,
      detail,
      aside: (
        <Form action={`${action.split('?')[0]}/remove${queryOf(action)}`} hidden={{ file: file.id }}>
          <Button variant="tertiary">
            {t('remove')}
            <span className="kern-sr-only">: {name}</span>
          </Button>
        </Form>
      ),
    },
  ]
}

const queryOf = (address: string) => (address.includes('?') ? address.slice(address.indexOf('?')) : '')

function inWords(problem: UploadProblem, language: Language): FieldProblem {
  const t = texts(language)
  const field = problem.code === 'unknown_paper' ? 'paper' : 'file'
  const text =
    'name' in problem ? t(`problem.${problem.code}`, { name: problem.name }) : t(`problem.${problem.code}`)
  return { field, text }
}
