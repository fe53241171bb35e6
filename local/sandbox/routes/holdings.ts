import type { Tenant } from '../brand/tenant.js';

/** What a brand holds, for people to look at. */
export function holdings(tenant: Tenant) {
  return {
    brandId: tenant.brandId,
    directories: tenant.directories.map((directory) => ({
      directoryId: directory.options.directoryId,
      name: directory.options.name,
      isDefault: directory.options.isDefault ?? false,
      contactCount: directory.contacts.size,
      deduplicationCriteria: directory.deduplicationCriteria,
      mailingLists: tenant.mailingLists
        .filter((list) => list.directoryId === directory.options.directoryId)
        .map(({ mailingListId, name }) => {
          return { mailingListId, name, contactCount: directory.members.count(mailingListId) };
        }),
    })),
    surveys: tenant.surveys.map(({ id, name, isActive, responses }) => {
      return { surveyId: id, name, isActive, responseCount: responses.counts().kept };
    }),
    distributions: tenant.distributions.length,
    eventSubscriptions: tenant.events.all.length,
    contactImports: tenant.imports.jobs.size,
  };
}
