# Rolecall without anything that it doesn't need to run. docs/http.md tells how it is used.
FROM python:3.11-slim AS build
COPY requirements.txt .
ENV PIP_PYTHON=/venv/bin/python PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv --without-pip /venv \
 && pip install --require-hashes --only-binary :all: -r requirements.txt \
 && pip uninstall --yes flit_core

FROM python:3.11-slim
RUN pip uninstall --yes pip setuptools wheel \
 && useradd --system --uid 10001 --no-create-home --home-dir /app rolecall \
 && mkdir -p /app/var && chown rolecall /app/var
COPY --from=build /venv /venv
WORKDIR /app
COPY LICENSE ./
COPY migrations ./migrations
COPY config ./config
COPY bot ./bot
RUN python -m compileall -q bot
ENV PATH=/venv/bin:$PATH HOST=0.0.0.0 PORT=8080 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER rolecall
EXPOSE 8080
# Without a proxy, whatever the environment names for Slack.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os, sys; there = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=3); there.request('GET', '/healthz'); sys.exit(there.getresponse().status != 200)"]
# One process that does all; `run --only web` and `run --only worker` where there are several.
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
