import type pg from 'pg'

/** How a column holds what somebody wrote: as text, as a list of texts, or as a document of texts by language. */
type Kind = 'text' | 'list' | 'texts'

/** Every column that people write: names, notes, sentences, addresses of houses. */
export const WRITTEN: Readonly<Record<string, Kind>> = {
  'closing.texts': 'texts',
  'closure.texts': 'texts',
  'contact_check.name': 'text',
  'counter.texts': 'texts',
  'device.name': 'text',
  'house_notice.texts': 'texts',
  'house_plan.plan': 'texts',
  'landlord_link.item': 'text',
  'locality.district': 'text',
  'message_template.texts': 'texts',
  'number_block.holder': 'text',
  'paper.item': 'text',
  'paper_check.item': 'text',
  'paper_check.words': 'text',
  'paper_file.name': 'text',
  'paper_seen.paper': 'text',
  'relocation.district': 'text',
  'relocation.street': 'text',
  'relocation.texts': 'texts',
  'relocation.town': 'text',
  'scenario.name': 'text',
  'service.deadline_texts': 'texts',
  'service_checklist.checklist': 'texts',
  'service.questions': 'texts',
  'service.synonyms': 'texts',
  'service.texts': 'texts',
  'service_fee.texts': 'texts',
  'service_paper.only_if': 'texts',
  'service_paper.texts': 'texts',
  'setting.contact': 'texts',
  'setting.sender_name': 'text',
  'setting.texts': 'texts',
  'site.district': 'text',
  'site.street': 'text',
  'site.texts': 'texts',
  'site_sender.name': 'text',
  'site.town': 'text',
  'staff_member.name': 'text',
  'street.district': 'text',
  'street.name': 'text',
  'team.texts': 'texts',
  'template_draft.texts': 'texts',
  'unit.texts': 'texts',
  'visit_contact.companions': 'list',
  'visit_contact.name': 'text',
  'visit_contact.phone': 'text',
  'visit_note.text': 'text',
  'visit_return.phone': 'text',
  'wish_contact.companions': 'list',
  'wish_contact.name': 'text',
  'wish_contact.phone': 'text',
}

/** Columns of text that the server makes, or that a pattern, a list of values or a check keeps from holding markup. */
export const NOT_WRITTEN =
  /\.(\w*key|\w*state|\w*event|kind|kinds|form|action|reason|why_ended|channel|language|second_language|languages|origin|booking_number|ticket_number|ticket_prefix|prefix|reference|leika_key|postcode|roles|login|password_hash|network|fingerprint|answer|answers|choice|needed_when|facts|code|mode|about|source|before|after|rules|credits|needs|parked_for|outcome|verdict|family|quick|shared_step|online_url|video_link|time_zone|region|sender_address|email|recipient|failure|endpoint|occasion|papers_unscanned|salt|browser|hold_browser|parts|shows|passed|looked|transaction|key_month|stands_at|changes|saved_by|reminders|told_by|mobile|sms_sender|reminder_channels|postal)$|^shift_plan\.plan$|^site_sender\.(reply_)?address$/

/** What a field holds in this test: markup that would be seen, quotes that would end an attribute, a formula. */
export function mark(field: number): string {
  return `=<b a08=${field}>"'</script>`
}

/** Parts of a document that are texts by language; other strings in it are keys that a contract checks. */
const LANGUAGES = new Set(['de', 'de-simple', 'en', 'phone', 'address'])

type Sql = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>

/** Fills every written column of every row with its mark. The number of a mark is the column's place in WRITTEN. */
export async function fillWithMarks(sql: Sql, markOf: (field: number) => string = mark): Promise<void> {
  for (const [field, [column, kind]] of Object.entries(WRITTEN).entries()) {
    const [table = '', name = ''] = column.split('.')
    if (kind === 'text')
      await sql(`UPDATE ${table} SET ${name} = $1 WHERE ${name} IS NOT NULL`, [markOf(field)])
    else if (kind === 'list') await sql(`UPDATE ${table} SET ${name} = ARRAY[$1]`, [markOf(field)])
    else await fillDocuments(sql, { table, name, text: markOf(field) })
  }
  await sql('UPDATE reference_version SET version = version + 1')
}

async function fillDocuments(
  sql: Sql,
  { table, name, text }: { readonly table: string; readonly name: string; readonly text: string },
): Promise<void> {
  const rows = await sql<{ at: string; document: unknown }>(
    `SELECT ctid::text AS at, ${name} AS document FROM ${table} WHERE ${name} IS NOT NULL`,
  )
  for (const { at, document } of rows)
    await sql(`UPDATE ${table} SET ${name} = $1 WHERE ctid = $2::tid`, [
      JSON.stringify(marked(document, text)),
      at,
    ])
}

function marked(node: unknown, text: string): unknown {
  if (Array.isArray(node)) return node.map((each) => marked(each, text))
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (!LANGUAGES.has(key)) return [key, marked(value, text)]
      return [key, Array.isArray(value) ? [text] : text]
    }),
  )
}

/** The fields whose marks stand in a text in some way. */
export function fieldsIn(text: string): number[] {
  return [...text.matchAll(/a08=(\d+)/g)].map(([, field]) => Number(field))
}

/** What a browser would take for markup in a page or picture: a tag of a mark, or a quote that could end an attribute. */
export function unescapedIn(text: string): string[] {
  return text.match(/.{0,60}(?:<b a08|a08=\d+(?:>|&gt;)["'])/gs) ?? []
}

/** Cells of a table that a program for tables would run. */
export function formulasIn(text: string): string[] {
  return text.match(/(?:^|,|\n)"?[=+@\t]/g) ?? []
}
