import { Type } from 'typebox'
import { keySchema, textsSchema, timeSchema, weekdaySchema } from '#features/authority/contract.ts'
import { SITE_KINDS } from '#features/authority/model.ts'
import { VISIT_KINDS } from '#features/visit/model.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { questionSchema, whenSchema } from '../contract.ts'
import { QUICK_KINDS, SERVICE_MODES } from '../model.ts'

const moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const mode = Type.Enum([...SERVICE_MODES])

/** `GET /api/services`: what citizens can ask for, with all texts and the fees in force today. */
export const listServicesRoute = defineRoute({
  id: 'catalogue.services',
  kind: 'query',
  method: 'GET',
  path: '/api/services',
  summary:
    'All services, the most frequent first: texts, papers, fees in force today, and how each site offers them',
  tags: ['catalogue'],
  output: Type.Object({
    services: Type.Array(
      Type.Object({
        key: keySchema,
        leikaKey: Type.Union([Type.String(), Type.Null()]),
        title: textsSchema,
        summary: textsSchema,
        who: textsSchema,
        without: textsSchema,
        onlineUrl: Type.Union([Type.String(), Type.Null()]),
        minutes: Type.Integer({ description: 'planned for one person' }),
        minutesPerFurtherPerson: Type.Integer(),
        peopleLimit: Type.Integer(),
        quick: Type.Union([Type.Enum([...QUICK_KINDS]), Type.Null()], {
          description:
            'something finished is picked up, or only a question; null for all that takes its time',
        }),
        kinds: Type.Array(Type.Enum([...VISIT_KINDS]), { description: 'how a visit for it may take place' }),
        sharedStep: Type.Union([Type.Object({ key: keySchema, minutes: Type.Integer() }), Type.Null()], {
          description: 'of its minutes, what services with the same step do once for each person of a visit',
        }),
        notWith: Type.Array(keySchema, { description: 'services that are not done in one visit with it' }),
        scarce: Type.Boolean({ description: 'the birth date is asked for, to bind a time to a person' }),
        questions: Type.Array(questionSchema, {
          description: 'short questions that decide which papers somebody brings',
        }),
        papers: Type.Array(
          Type.Object({
            ...textsSchema.properties,
            when: Type.Union([whenSchema, Type.Null()], {
              description:
                'alternatives, each with the answers that it wants of its questions; null: always needed',
            }),
            onlyIf: Type.Union([textsSchema, Type.Null()], { description: 'the condition in words' }),
          }),
        ),
        fees: Type.Array(Type.Object({ key: keySchema, cents: Type.Integer(), label: textsSchema })),
        sites: Type.Array(Type.Object({ site: keySchema, mode })),
      }),
    ),
  }),
  errors: [],
})

/** What a site has from its building. */
const addressFields = {
  name: textsSchema,
  way: textsSchema,
  district: Type.String(),
  street: Type.String(),
  postcode: Type.String(),
  town: Type.String(),
  latitude: Type.Number(),
  longitude: Type.Number(),
  stepFree: Type.Boolean(),
  familyFriendly: Type.Boolean(),
  selfService: Type.Boolean({
    description: 'a terminal at which people take photo and fingerprints themselves',
  }),
}

/** `GET /api/sites`: where citizens can go, with weekly hours, those of today, and the services there. */
export const listSitesRoute = defineRoute({
  id: 'catalogue.sites',
  kind: 'query',
  method: 'GET',
  path: '/api/sites',
  summary:
    'All sites: address, weekly hours (wall time of the site), spans open today, and the services there',
  tags: ['catalogue'],
  output: Type.Object({
    sites: Type.Array(
      Type.Object({
        key: keySchema,
        unit: keySchema,
        kind: Type.Enum([...SITE_KINDS]),
        ...addressFields,
        languages: Type.Array(Type.Enum([...SPOKEN_LANGUAGES]), {
          description: 'spoken there; gsg is German Sign Language',
        }),
        moves: Type.Array(
          Type.Object({
            firstDay: Type.String({ format: 'date', description: 'from its midnight on, local to the site' }),
            ...addressFields,
          }),
          { description: 'announced moves, the next first: where the site will be on later days' },
        ),
        timeZone: Type.String(),
        hours: Type.Array(Type.Object({ weekday: weekdaySchema, opens: timeSchema, closes: timeSchema })),
        specialHours: Type.Array(
          Type.Object({
            day: Type.String({ format: 'date' }),
            opens: timeSchema,
            closes: timeSchema,
          }),
          { description: 'hours of single dates to come, instead of those of the weekday' },
        ),
        stops: Type.Array(
          Type.Object({
            day: Type.String({ format: 'date' }),
            opens: timeSchema,
            closes: timeSchema,
          }),
          { description: 'a mobile site: the days to come on which the mobile team is there' },
        ),
        openNow: Type.Boolean(),
        openToday: Type.Array(Type.Object({ opens: moment, closes: moment })),
        services: Type.Array(Type.Object({ service: keySchema, mode })),
      }),
    ),
  }),
  errors: [],
})
