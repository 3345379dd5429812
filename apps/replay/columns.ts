// Each column with the names under which it is found; the first is the documented one.

const SITE = ['site', 'standort', 'amt', 'dienststelle', 'branch', 'office'] as const
const DAY = ['day', 'tag', 'datum', 'date'] as const

/** The form in which each line is a visit. */
export const VISIT_COLUMNS = [
  SITE,
  ['service', 'anliegen', 'dienstleistung', 'leistung', 'matter'],
  ['class', 'klasse', 'art', 'kundentyp'],
  ['group', 'countergroup', 'schaltergruppe', 'gruppe', 'queue', 'warteschlange'],
  ['counter', 'schalter', 'platz', 'arbeitsplatz', 'desk'],
  ['number', 'nummer', 'ticket', 'wartenummer', 'ticketnumber'],
  DAY,
  ['arrival', 'ankunft', 'gezogen', 'ticketgezogen', 'arrived', 'checkin'],
  ['appointment', 'appointmenttime', 'termin', 'terminzeit'],
  ['called', 'calledat', 'aufruf', 'aufgerufen'],
  ['ended', 'serveduntil', 'end', 'finished', 'ende', 'bedientbis'],
  ['outcome', 'ergebnis', 'status', 'ausgang'],
] as const

/** The form in which each line is what a display showed at a moment. */
export const SNAPSHOT_COLUMNS = [
  SITE,
  ['queue', 'group', 'countergroup', 'service', 'warteschlange', 'schaltergruppe', 'gruppe', 'anliegen'],
  DAY,
  ['time', 'timestamp', 'at', 'zeit', 'zeitpunkt', 'stand'],
  ['called', 'numbercalled', 'number', 'aufgerufen', 'aktuellenummer', 'aufruf', 'nummer'],
  ['waiting', 'peoplewaiting', 'wartende', 'anzahlwartende'],
  ['open', 'opencounters', 'counters', 'offeneschalter', 'schalter'],
] as const

export type VisitColumn = (typeof VISIT_COLUMNS)[number][0]
export type SnapshotColumn = (typeof SNAPSHOT_COLUMNS)[number][0]

/** Where each column stands; missing where the file has none. */
export type Places<Name> = ReadonlyMap<Name, number>

/** Finds columns in a header line, whatever its case, spaces and signs; the columns that nobody knows are told. */
export function placesOf<Name extends string>(
  columns: readonly (readonly [Name, ...string[]])[],
  header: readonly string[],
): { readonly places: Places<Name>; readonly unknown: readonly string[] } {
  const written = header.map(plain)
  const places = new Map<Name, number>()
  const taken = new Set<number>()
  for (const [name, ...others] of columns) {
    const found = [name, ...others]
      .map((known) => written.findIndex((own, at) => own === known && !taken.has(at)))
      .find((at) => at >= 0)
    if (found === undefined) continue
    places.set(name, found)
    taken.add(found)
  }
  return { places, unknown: header.filter((cell, at) => !taken.has(at) && cell !== '') }
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
