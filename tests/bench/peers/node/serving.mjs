// What each server is started with, and how it says where it listens.

export const [url, connections] = [process.argv[2], Number(process.argv[3])];

export const say = (port) => console.log(`Serving http://127.0.0.1:${port}/graphql`);

export const listen = (server) => server.listen(0, '127.0.0.1', () => say(server.address().port));
