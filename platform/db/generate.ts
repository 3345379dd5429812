import pg from 'pg'

/** TypeScript types of the columns, by PostgreSQL's name of the type. */
const TYPES: Record<string, string> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  xid8: 'string',
  float8: 'number',
  numeric: 'number',
  text: 'string',
  bytea: 'Buffer',
  date: 'LocalDate',
  time: 'LocalTime',
  timestamptz: 'Instant',
  _text: 'string[]',
  _int2: 'number[]',
}

/** The shapes of jsonb columns, declared in db/json.ts. */
const JSON_TYPES: Record<string, string> = {
  'setting.texts': 'SettingTexts',
  'setting.contact': 'SettingContact',
  'unit.texts': 'UnitTexts',
  'team.texts': 'TeamTexts',
  'site.texts': 'SiteTexts',
  'relocation.texts': 'SiteTexts',
  'closure.texts': 'ClosureTexts',
  'house_notice.texts': 'HouseNoticeTexts',
  'message_template.texts': 'MessageTemplateTexts',
  'template_draft.texts': 'MessageTemplateTexts',
  'closing.texts': 'ClosureTexts',
  'service.texts': 'ServiceTexts',
  'service.synonyms': 'Synonyms',
  'service.deadline_texts': 'DeadlineTexts',
  'service.questions': 'StoredQuestions',
  'service_checklist.checklist': 'StoredChecklist',
  'service_checklist.reminders': 'StoredReminders',
  'service_paper.texts': 'Texts',
  'service_paper.needed_when': 'StoredWhen',
  'service_paper.only_if': 'Texts',
  'matter.answers': 'StoredAnswers',
  'visit_contact.postal': 'StoredPostal',
  'service_fee.texts': 'FeeTexts',
  'counter.texts': 'CounterTexts',
  'shift_plan.plan': 'StoredShiftPlan',
  'house_plan.plan': 'StoredHousePlan',
  'command.answer': 'unknown',
  'visit.credits': 'StoredCredits',
  'undo_point.before': 'StoredVisit',
  'hall_rule_change.before': 'StoredHallRules',
  'hall_rule_change.rules': 'StoredHallRules',
  'capacity_change.before': 'StoredCapacity',
  'capacity_change.after': 'StoredCapacity',
  'scenario.changes': 'StoredChanges',
  'scenario.outcome': 'StoredOutcome',
  'waitlist_log.facts': 'unknown',
}

/** A CHECK that lists the values of a text column: `= ANY (ARRAY[…])`, `= 'one'` or `<@ ARRAY[…]`. */
const LIST_CHECK =
  "^CHECK \\(\\((\\w+ = ANY \\(ARRAY\\[('[^']*'::text(, )?)+\\]\\)|\\w+ = '[^']*'::text|\\w+ <@ ARRAY\\[('[^']*'::text(, )?)+\\])\\)\\)$"

type Column = {
  table_name: string
  check: string | null
  /** The table that a foreign key of this column names. */
  target: string | null
  column_name: string
  udt_name: string
  is_nullable: 'YES' | 'NO'
  column_default: string | null
  is_generated: 'ALWAYS' | 'NEVER'
}

/**
 * Writes the types of all tables of one authority's schema as TypeScript for Kysely.
 * The result is checked in as db/schema.gen.ts and compared by a test.
 */
export async function generateSchemaTypes(ownerUrl: string, schema: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<Column>(
      `SELECT c.table_name, c.column_name, c.udt_name, c.is_nullable, c.column_default, c.is_generated,
         (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
            AND a.attnum = k.conkey[1]
          WHERE k.contype = 'c' AND cardinality(k.conkey) = 1 AND a.attname = c.column_name
            AND k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
            AND pg_get_constraintdef(k.oid) ~ $2 LIMIT 1) AS "check",
         (SELECT t.relname FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid JOIN pg_attribute a
            ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
          WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND a.attname = c.column_name
            AND k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass LIMIT 1) AS target
       FROM information_schema.columns c WHERE c.table_schema = $1 ORDER BY c.table_name, c.ordinal_position`,
      [schema, LIST_CHECK],
    )
    return render(rows)
  } finally {
    await client.end()
  }
}

function render(columns: readonly Column[]): string {
  const tables = Map.groupBy(columns, (column) => column.table_name)
  const types = [...tables].map(
    ([table, list]) =>
      `export type ${typeName(table)} = {\n${list.map((column) => `  ${column.column_name}: ${columnType(column)}\n`).join('')}}\n`,
  )
  const schema = [...tables.keys()].map((table) => `  ${table}: ${typeName(table)}\n`).join('')
  const jsonTypes = [...new Set(Object.values(JSON_TYPES))].filter(
    (name) => !['Texts', 'unknown'].includes(name),
  )
  return [
    '// Generated from db/migrations by `./dran generate`; a test compares it. Do not edit.\n',
    "import type { Generated, GeneratedAlways } from 'kysely'\n",
    "import type { Id } from '#kernel/id.ts'\n",
    "import type { Instant, LocalDate, LocalTime } from '#kernel/instant.ts'\n",
    "import type { Texts } from '#kernel/language.ts'\n",
    `import type { ${jsonTypes.join(', ')} } from './json.ts'\n\n`,
    types.join('\n'),
    `\nexport type Schema = {\n${schema}}\n`,
  ].join('')
}

function typeName(table: string): string {
  const words = table.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}Table`
}

/** `id` is the id of its table, `visit_id` of a visit, `site_ids` of sites; a foreign key's target decides where it differs. */
function idType(column: Column): string | undefined {
  if (column.udt_name === '_uuid') return `Id<'${column.column_name.replace(/_ids$/, '')}'>[]`
  if (column.udt_name !== 'uuid') return undefined
  if (column.column_name === 'key') return 'string'
  const named = column.column_name === 'id' ? column.table_name : column.column_name.replace(/_id$/, '')
  const words = (column.target ?? named).split('_')
  const kind = words
    .map((word, index) => (index ? word.charAt(0).toUpperCase() + word.slice(1) : word))
    .join('')
  return `Id<'${kind}'>`
}

function jsonType(column: Column): string | undefined {
  return column.udt_name === 'jsonb' ? JSON_TYPES[`${column.table_name}.${column.column_name}`] : undefined
}

/** The union of the values that a CHECK lists, so that no row needs a cast. */
function listedType(column: Column): string | undefined {
  if (!column.check) return undefined
  const values = [...column.check.matchAll(/'([^']*)'::text/g)].map((match) => `'${match[1]}'`)
  const union = values.join(' | ')
  return column.udt_name === '_text' ? `(${union})[]` : union
}

function columnType(column: Column): string {
  const base = listedType(column) ?? idType(column) ?? jsonType(column) ?? TYPES[column.udt_name]
  if (!base)
    throw new Error(`no type known for ${column.udt_name} (${column.table_name}.${column.column_name})`)
  const type = column.is_nullable === 'YES' && base !== 'unknown' ? `${base} | null` : base
  if (column.is_generated === 'ALWAYS') return `GeneratedAlways<${type}>`
  return column.column_default === null ? type : `Generated<${type}>`
}
