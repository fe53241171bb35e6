/** Who works with the brand: its users, and the groups that they are in. */

export interface User {
  /** `UR_…` */
  readonly id: string;
  readonly username: string;
  firstName: string;
  lastName: string;
  email: string;
  readonly userType: string;
  readonly divisionId: string | null;
  accountStatus: 'active' | 'disabled';
  language: string;
}

export interface Group {
  /** `GR_…` */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly divisionId: string | null;
  /** ms since 1970. */
  readonly creationDate: number;
  readonly memberIds: Set<string>;
}

/** The users of the made-up brand; the first is the one who asks. */
export function demoUsers(ownerId: string): User[] {
  const user = (id: string, firstName: string, userType: string): User => ({
    id,
    username: `${firstName.toLowerCase()}@example.com`,
    firstName,
    lastName: 'User',
    email: `${firstName.toLowerCase()}@example.com`,
    userType,
    divisionId: null,
    accountStatus: 'active',
    language: 'en',
  });
  return [
    user(ownerId, 'Demo', 'UT_BRANDADMIN'),
    user('UR_0SandboxUser002', 'Second', 'UT_FULLUSER'),
    user('UR_0SandboxUser003', 'Third', 'UT_PARTICIPANT'),
  ];
}

/** One group that the first users are in. */
export function demoGroups(users: readonly User[], creationDate: number): Group[] {
  const memberIds = new Set(users.slice(0, 2).map(({ id }) => id));
  return [
    { id: 'GR_0SandboxGrp001', name: 'Everybody', type: 'GT_DEFAULT', divisionId: null, creationDate, memberIds },
  ];
}
