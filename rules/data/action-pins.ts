/*
 * Commits of versions of popular actions. Each pair stands, as `owner/repo@commit # version`, in several public files that
 * do not come from each other, and where comments differed, most agreed; read 2026-11 from a stored index of public
 * repositories, no repository was asked itself. A version of one number is what that tag was then. Names are in lower case;
 * the newest version stands last. What could not be confirmed is left out.
 */

/** `version commit`. */
export type ActionPin = `v${number}${string} ${string}`;

export const ACTION_PINS: Readonly<Record<string, readonly ActionPin[]>> = {
  'actions/cache': [
    'v3 6f8efc29b200d32929f49075959781ed54ec270c',
    'v4.3.0 0057852bfaa89a56745cba8c7296529d2fc39830',
    'v5.0.3 cdf6c1fa76f9f475f3d7449005a359c84ca0f306',
    'v5.0.5 27d5ce7f107fe9357f9df03efb73ab90386fccae',
    'v6.1.0 55cc8345863c7cc4c66a329aec7e433d2d1c52a9',
  ],
  'actions/checkout': [
    'v2.0.0 722adc63f1aa60a57ec37892e133b1d319cae598',
    'v2.7.0 ee0669bd1cc54295c223e0bb666b733df41de1c5',
    'v3.5.3 c85c95e3d7251135ab7dc9ce3241c5835cc595a9',
    'v3.6.0 f43a0e5ff2bd294095638e18286ca9a3d1956744',
    'v4.1.1 b4ffde65f46336ab88eb53be808477a3936bae11',
    'v4.1.7 692973e3d937129bcbf40652eb9f2f61becf3332',
    'v4.2.2 11bd71901bbe5b1630ceea73d27597364c9af683',
    'v4.3.1 34e114876b0b11c390a56381ad16ebd13914f8d5',
    'v4.4.0 11d5960a326750d5838078e36cf38b85af677262',
    'v5.0.0 08c6903cd8c0fde910a37f88322edcfb5dd907a8',
    'v5.0.1 93cb6efe18208431cddfb8368fd83d5badbf9bfd',
    'v6.0.1 8e8c483db84b4bee98b60c0593521ed34d9990e8',
    'v6.0.2 de0fac2e4500dabe0009e67214ff5f5447ce83dd',
    'v6.0.3 df4cb1c069e1874edd31b4311f1884172cec0e10',
    'v7.0.0 9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0',
    'v7.0.1 3d3c42e5aac5ba805825da76410c181273ba90b1',
  ],
  'actions/configure-pages': ['v5.0.0 983d7736d9b0ae728b81ab479565c72886d7745b'],
  'actions/create-github-app-token': ['v3.2.0 bcd2ba49218906704ab6c1aa796996da409d3eb1'],
  'actions/dependency-review-action': ['v5.0.0 a1d282b36b6f3519aa1f3fc636f609c47dddb294'],
  'actions/deploy-pages': [
    'v4.0.5 d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e',
    'v5.0.0 cd2ce8fcbc39b97be8ca5fce6e763baed58fa128',
  ],
  'actions/download-artifact': [
    'v4.3.0 d3f86a106a0bac45b974a628896c90dbdf5c8093',
    'v5.0.0 634f93cb2916e3fdff6788551b99b062d0335ce0',
    'v6.0.0 018cc2cf5baa6db3ef3c5f8a56943fffe632ef53',
    'v7.0.0 37930b1c2abaa49bbe596cd826c3c89aef350131',
    'v8.0.1 3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
  ],
  'actions/github-script': [
    'v6.4.1 d7906e4ad0b1822421a7e6a35d5ca353c962f410',
    'v7.0.1 60a0d83039c74a4aee543508d2ffcb1c3799cdea',
    'v7 f28e40c7f34bde8b3046d885e986cb6290c5673b',
    'v8.0.0 ed597411d8f924073f98dfc5c65a23a2325f34cd',
    'v9.0.0 3a2844b7e9c422d3c10d287c895573f7108da1b3',
  ],
  'actions/labeler': [
    'v5.0.0 8558fd74291d67161a8a78ce36a881fa63b766a9',
    'v6.0.1 634933edcd8ababfe52f92936142cc22ac488b1b',
    'v7.0.0 bf12e9b00b37c5c0ca2b87b79b2daf7891dbda13',
  ],
  'actions/setup-go': [
    'v5.0.2 0a12ed9d6a96ab950c8f026ed9f722fe0da7ef32',
    'v5.5.0 d35c59abb061a4a6fb18e82ac0862c26744d6ab5',
    'v6.4.0 4a3601121dd01d1626a1e23e37211e3254c1c06c',
    'v7.0.0 b7ad1dad31e06c5925ef5d2fc7ad053ef454303e',
  ],
  'actions/setup-java': [
    'v4.8.0 c1e323688fd81a25caa38c78aa6df2d33d3e20d9',
    'v5.0.0 dded0888837ed1f317902acf8a20df0ad188d165',
    'v5.6.0 03ad4de0992f5dab5e18fcb136590ce7c4a0ac95',
    'v5.7.0 b6effb05e454b25005698d916606bdc6ffcbf961',
  ],
  'actions/setup-node': [
    'v3.9.1 3235b876344d2a9aa001b8d1453c930bba69e610',
    'v4.4.0 49933ea5288caeca8642d1e84afbd3f7d6820020',
    'v5.0.0 a0853c24544627f65ddf259abe73b1d18a591444',
    'v6.3.0 53b83947a5a98c8d113130e565377fae1a50d02f',
    'v6.4.0 48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e',
    'v7.0.0 820762786026740c76f36085b0efc47a31fe5020',
  ],
  'actions/setup-python': [
    'v4.9.1 7f4fc3e22c37d6ff65e88745f38bd3157c663f7c',
    'v5.3.0 0b93645e9fea7318ecaed2b359559ac225c90a2b',
    'v5.4.0 42375524e23c412d93fb67b49958b491fce71c38',
    'v5.6.0 a26af69be951a213d495a4c3e4e4022e16d87065',
    'v6.0.0 e797f83bcb11b83ae66e0230d6156d7c80228e7c',
    'v6.2.0 a309ff8b426b58ec0e2a45f0f869d46889d02405',
    'v7.0.0 5fda3b95a4ea91299a34e894583c3862153e4b97',
  ],
  'actions/stale': [
    'v9.1.0 5bef64f19d7facfb25b37b414482c7164d639639',
    'v11.0.0 4391f3da665fdf50b6810c1a66712fb9ba21aa93',
  ],
  'actions/upload-artifact': [
    'v4.4.3 b4b15b8c7c6ac21ea08fcf65892d2ee8f75cf882',
    'v4.6.2 ea165f8d65b6e75b540449e92b4886f43607fa02',
    'v5.0.0 330a01c490aca151604b8cf639adc76d48f6c5d4',
    'v6.0.0 b7c566a772e6b6bfb58ed0dc250532a479d7789f',
    'v7.0.0 bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    'v7.0.1 043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
  ],
  'actions/upload-pages-artifact': [
    'v3.0.1 56afc609e74202658d3ffba0e8f6dda462b719fa',
    'v5.0.0 fc324d3547104276b827a68afc52ff2a11cc49c9',
  ],
  'aquasecurity/trivy-action': ['v0.36.0 ed142fd0673e97e23eac54620cfb913e5ce36c25'],
  'astral-sh/setup-uv': [
    'v6.8.0 d0cc045d04ccac9d8b7881df0226f9e82c39688e',
    'v7.3.1 5a095e7a2014a4212f075830d4f7277575a9d098',
    'v8.3.2 11f9893b081a58869d3b5fccaea48c9e9e46f990',
  ],
  'aws-actions/configure-aws-credentials': [
    'v4.3.1 7474bc4690e29a8392af63c5b98e7449536d5c3a',
    'v6.2.3 e6de054238d6b7531b4efff3b6587d9aade6a06c',
  ],
  'codecov/codecov-action': [
    'v4.6.0 b9fd7d16f6d7d1b5d2bec1a2887e65ceed900238',
    'v5.5.2 671740ac38dd9b0130fbe1cec585b89eea48d3de',
    'v6.0.0 57e3a136b779b570ffcdbf80b3bdc90e7fab3de2',
    'v7.0.0 fb8b3582c8e4def4969c97caa2f19720cb33a72f',
  ],
  'docker/build-push-action': [
    'v6.18.0 263435318d21b8e681c14492fe198d362a7d2c83',
    'v7.1.0 bcafcacb16a39f128d818304e6c9c0c18556b85f',
  ],
  'docker/login-action': [
    'v3.7.0 c94ce9fb468520275223c153574b00df6fe4bcc9',
    'v4.1.0 4907a6ddec9925e35a0a9e82d7399ccc52663121',
  ],
  'docker/metadata-action': [
    'v5.10.0 c299e40c65443455700f0fdfc63efafe5b349051',
    'v6.2.0 dc802804100637a589fabce1cb79ff13a1411302',
  ],
  'docker/setup-buildx-action': [
    'v3.11.1 e468171a9de216ec08956ac3ada2f0791b6bd435',
    'v4.0.0 4d04d5d9486b7bd6fa91e7baf45bbb4f8b9deedd',
  ],
  'docker/setup-qemu-action': ['v3.6.0 29109295f81e9208d7d86ff1c6c12d2833863392'],
  'dorny/paths-filter': [
    'v3.0.2 de90cc6fb38fc0963ad72b210f1f284cd68cea36',
    'v4.0.1 fbd0ab8f3e69293af611ebaee6363fc25e6d187d',
  ],
  'github/codeql-action': ['v4.37.7 ff2f1c621b7f889edc0d3c761ac2e6a3f8cdb0dd'],
  'golangci/golangci-lint-action': ['v8.0.0 4afd733a84b1f43292c63897423277bb7f4313a9'],
  'goreleaser/goreleaser-action': ['v6.4.0 e435ccd777264be153ace6237001ef4d979d3a7a'],
  'ossf/scorecard-action': [
    'v2.4.3 4eaacf0543bb3f2c246792bd56e8cdeffafb205a',
    'v2.4.4 2d1146689b8cda280b9bc96326124645441f03bc',
  ],
  'peter-evans/create-pull-request': [
    'v7.0.8 271a8d0340265f705b14b6d32b9829c1cb33d45e',
    'v8.1.0 c0f553fe549906ede9cf27b5156039d195d2ece0',
    'v8.1.1 5f6978faf089d4d20b00c7766989d076bb2fc7f1',
  ],
  'pnpm/action-setup': ['v4 b906affcce14559ad1aafd4ab0e942779e9f58b1'],
  'pypa/gh-action-pypi-publish': ['v1.14.2 dc37677b2e1c63e2034f94d8a5b11f265b73ba33'],
  'sigstore/cosign-installer': ['v4.1.2 6f9f17788090df1f26f669e9d70d6ae9567deba6'],
  'slackapi/slack-github-action': ['v4.0.0 dcb1066f776dd043e64d0e8ba94ca15cc7e1875d'],
  'softprops/action-gh-release': ['v2.6.1 153bb8e04406b158c6c84fc1615b65b24149a1fe'],
  'step-security/harden-runner': [
    'v2.16.0 fa2e9d605c4eeb9fcad4c99c224cee0c6c7f3594',
    'v2.20.0 bf7454d06d71f1098171f2acdf0cd4708d7b5920',
  ],
  'swatinem/rust-cache': ['v2.9.2 6323deb102c322ba6fcbdcafc7e3dddab59af2b6'],
  'tj-actions/changed-files': ['v47.0.6 9426d40962ed5378910ee2e21d5f8c6fcbf2dd96'],
  'zizmorcore/zizmor-action': ['v0.6.2 3dc1ecc9bcb9e94e9b2c709687979e1298497054'],
};
