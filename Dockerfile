# The platform's build, for those who have Docker: the same steps as `npm run platform-build`.
FROM node:24-alpine
WORKDIR /component
COPY . .
RUN npm install --no-audit
RUN npm test
RUN npm prune --omit=dev && rm -rf spec* .ci README.md CONTRIBUTING.md bench docs local assets scripts src
CMD ["node", "node_modules/elasticio-sailor-nodejs/run.js"]
