/**
 * What a new policy can begin with. PolicyWordsTest compiles each of them.
 */
export const BEGINNINGS = [
  {
    title: "Those with a role may read",
    yaml: `resourceType: AccessPolicy
id: nurses-read-patients
description: Nurses may read and search patients
engine: matcho
roleName: nurse
matcho:
  operation:
    id: {$enum: [FhirRead, FhirSearch]}
  params:
    resource/type: Patient
`,
  },
  {
    title: "A user may read their own patient only",
    yaml: `resourceType: AccessPolicy
id: own-patient
description: Whoever is linked to a patient may read that patient
engine: matcho
matcho:
  operation: {id: FhirRead}
  params:
    resource/type: Patient
    resource/id: .user.fhirUser.id
`,
  },
  {
    title: "A client may read everything, and write nothing",
    yaml: `resourceType: AccessPolicy
id: my-service-reads
description: The service may read and search
engine: matcho
link:
  - reference: Client/my-service
matcho:
  operation:
    id: {$enum: [FhirRead, FhirSearch]}
`,
  },
  {
    title: "One user may do everything",
    yaml: `resourceType: AccessPolicy
id: somebody-may-do-everything
description: For those who run the server
engine: allow
link:
  - reference: User/somebody
`,
  },
  {
    title: "Every user may use one operation",
    yaml: `resourceType: AccessPolicy
id: users-may-validate
description: Whoever is signed in may have resources checked
engine: matcho
link:
  - reference: Operation/FhirValidate
matcho:
  user: present?
`,
  },
];
