import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { addressLine } from '#features/authority/model.ts'
import { listServicesRoute, listSitesRoute } from '#features/catalogue/contract/read.ts'
import { takesAppointments, takesWalkIns } from '#features/catalogue/model.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Client } from '#platform/http/client.ts'
import type { Output } from '#platform/http/contract.ts'
import type { Directory } from '#ui/console/directory.ts'

/** Services and sites change by import, rarely within a day; without them no screen stands, so it is asked again. */
const HOW = { staleTime: 10 * 60_000, retry: true, retryDelay: 3_000 }

/** Services and sites in a language; undefined until they are here. */
export function useDirectory(call: Client, language: StaffLanguage): Directory | undefined {
  const services = useQuery({
    queryKey: [listServicesRoute.id],
    queryFn: async () => answered(await call(listServicesRoute, {})),
    ...HOW,
  })
  const sites = useQuery({
    queryKey: [listSitesRoute.id],
    queryFn: async () => answered(await call(listSitesRoute, {})),
    ...HOW,
  })
  return useMemo(() => {
    if (!services.data || !sites.data) return undefined
    return directoryFrom(services.data, sites.data, language)
  }, [services.data, sites.data, language])
}

function answered<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string },
) {
  if (answer.ok) return answer.value
  throw new Error(answer.code)
}

/** What the API says, as screens need it. */
export function directoryFrom(
  { services }: Output<typeof listServicesRoute>,
  { sites }: Output<typeof listSitesRoute>,
  language: StaffLanguage,
): Directory {
  return {
    services: services.map((service) => ({
      key: service.key,
      title: service.title[language],
      // Staff hears German and English; both find the service, and so does what it is about.
      words: [service.title.de, service.title.en, service.summary[language]].join(' '),
      peopleLimit: service.peopleLimit,
      notWith: service.notWith,
      scarce: service.scarce,
      kinds: service.kinds,
      bookableAt: service.sites.filter(({ mode }) => takesAppointments(mode)).map(({ site }) => site),
      walkInAt: service.sites.filter(({ mode }) => takesWalkIns(mode)).map(({ site }) => site),
    })),
    sites: sites.map((site) => ({
      key: site.key,
      name: site.name[language],
      timeZone: site.timeZone,
      district: site.district,
      languages: site.languages,
      familyFriendly: site.familyFriendly,
      selfService: site.selfService,
      moves: site.moves.map(({ firstDay, name: there, street, postcode, town }) => ({
        firstDay,
        name: there[language],
        address: addressLine({ street, postcode, town }),
      })),
    })),
  }
}
