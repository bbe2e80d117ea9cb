import { checkBase62Crc, checkBasicAuth } from '../checks.ts';
import type { SecretFormat } from '../format.ts';

export const REGISTRY_FORMATS: readonly SecretFormat[] = [
  {
    id: 'npm-access-token',
    family: 'npm-token',
    name: 'npm access token',
    literals: ['npm_'],
    pattern: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y,
    check: checkBase62Crc,
  },
  {
    id: 'npmrc-auth-token',
    family: 'npm-token',
    name: 'npm registry token',
    literals: ['_authToken'],
    pattern:
      /_authToken["']{0,2}\s{0,3}[=:]?\s{0,3}["']?((?!npm_)[A-Za-z0-9+/_-][A-Za-z0-9+/=_.-]{19,1999})/iy,
    boundary: false,
    entropy: 3,
  },
  {
    id: 'npmrc-auth',
    family: 'npm-token',
    name: 'npm registry password',
    literals: ['_auth', '_password'],
    pattern:
      /(?<=^|[\s:"'])_(?:auth|password)\s{0,3}=\s{0,3}["']?([A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/=_-])/imy,
    boundary: false,
    check: checkBasicAuth,
  },
  {
    id: 'npm-legacy-token',
    family: 'npm-token',
    name: 'npm registry token',
    literals: ['npm_config_//', 'npm_token='],
    pattern:
      /npm_(?:config_\/\/[^\s=]{1,200}:_authToken|token)=["']?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/iy,
    boundary: false,
  },
  {
    // A macaroon: the first bytes name pypi.org or test.pypi.org.
    id: 'pypi-token',
    family: 'pypi-token',
    name: 'PyPI upload token',
    literals: ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'],
    pattern: /pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000}/y,
  },
  {
    id: 'docker-hub-token',
    family: 'docker-hub-token',
    name: 'Docker Hub access token',
    literals: ['dckr_pat_', 'dckr_oat_'],
    pattern: /dckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])/y,
    // The word stands in the vendor's own sample of the form; other tests tell placeholders here.
    entropy: 3.2,
  },
  {
    id: 'docker-swarm-token',
    family: 'docker-hub-token',
    name: 'Docker Swarm token',
    literals: ['SWMTKN-1-', 'SWMKEY-1-'],
    pattern: /SWM(?:TKN-1-[0-9a-z]{50}-[0-9a-z]{25}|KEY-1-[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/y,
  },
  {
    id: 'rubygems-token',
    family: 'registry-token',
    name: 'RubyGems API key',
    literals: ['rubygems_'],
    pattern: /rubygems_[0-9a-f]{48}(?![0-9a-f])/y,
  },
  {
    id: 'crates-io-token',
    family: 'registry-token',
    name: 'crates.io token',
    literals: ['cio'],
    pattern: /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/y,
    entropy: 4,
  },
  {
    id: 'nuget-api-key',
    family: 'registry-token',
    name: 'NuGet API key',
    literals: ['oy2'],
    pattern: /oy2[a-z0-9]{43}(?![A-Za-z0-9])/y,
    entropy: 3.6,
  },
  {
    id: 'clojars-token',
    family: 'registry-token',
    name: 'Clojars token',
    literals: ['CLOJARS_'],
    pattern: /CLOJARS_[0-9a-f]{60}(?![A-Za-z0-9])/iy,
  },
  {
    id: 'artifactory-api-key',
    family: 'registry-token',
    name: 'Artifactory API key',
    literals: ['AKCp'],
    pattern: /AKCp[A-Za-z0-9]{69}(?![A-Za-z0-9])/y,
  },
  {
    id: 'artifactory-reference-token',
    family: 'registry-token',
    name: 'Artifactory reference token',
    literals: ['cmVmdGtu'],
    pattern: /cmVmdGtu[A-Za-z0-9]{56}(?![A-Za-z0-9])/y,
  },
  {
    id: 'cloudsmith-api-key',
    family: 'registry-token',
    name: 'Cloudsmith API key',
    literals: ['csa_'],
    pattern: /csa_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y,
    entropy: 3,
  },
];
