# One image serves web, worker and beat; docker-compose.yml says which is which.

FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.11-slim-bookworm AS portal
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
        libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .

FROM portal AS static
COPY --from=frontend /app/node_modules node_modules
# Collecting reads the settings but touches no server; none of these values stays.
RUN SECRET_KEY=build DATABASE_URL=sqlite:// DATABASE_POOL=False REDIS_URL=redis://localhost \
    ALLOWED_HOSTS=localhost BASE_URL=http://localhost HTTPS=False \
    sh -c "python -m spbe_portal.frontend && python manage.py collectstatic --noinput"

FROM portal
COPY --from=static /app/var/frontend var/frontend
COPY --from=static /app/var/static var/static
RUN install --directory --owner=portal --group=portal var/tmp var/media var/uploads
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "spbe_portal.health"]
CMD ["gunicorn", "spbe_portal.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--workers=3", "--threads=8", "--worker-tmp-dir=/dev/shm", "--max-requests=5000", \
     "--max-requests-jitter=500", "--graceful-timeout=60", "--timeout=120", "--access-logfile=-"]
