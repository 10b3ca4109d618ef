"""A minimal service of the old design, for the tests of the adoption of its database.

Registers users, signs them in and returns the current user, with a table that SQLAlchemy creates. Reads DATABASE_URL, listens on
a free port of the loopback address and prints its URL.
"""

import os
import socket
from datetime import datetime, timedelta

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jose import JWTError, jwt
from passlib.context import CryptContext
from pydantic import BaseModel, EmailStr
from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine, func, or_
from sqlalchemy.orm import Session, declarative_base

KEY = "known to the old service alone"
UNAUTHENTICATED = {"WWW-Authenticate": "Bearer"}

engine = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
passwords = CryptContext(schemes=["bcrypt"], deprecated="auto")
bearer = OAuth2PasswordBearer(tokenUrl="token")
Base = declarative_base()
app = FastAPI()


class Person(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, index=True)
    username = Column(String(50), unique=True, index=True, nullable=False)
    email = Column(String(100), unique=True, index=True, nullable=False)
    hashed_password = Column(String(255), nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime(timezone=True), server_default=func.now())


class Newcomer(BaseModel):
    username: str
    email: EmailStr
    password: str


class Shown(BaseModel):
    id: int
    username: str
    email: EmailStr
    is_active: bool

    class Config:
        orm_mode = True


class Token(BaseModel):
    access_token: str
    token_type: str


def session():
    with Session(engine) as opened:
        yield opened


def person_of(token: str = Depends(bearer), db: Session = Depends(session)) -> Person:
    refusal = HTTPException(401, "Could not validate credentials.", UNAUTHENTICATED)
    try:
        name = jwt.decode(token, KEY, algorithms=["HS256"]).get("sub")
    except JWTError:
        raise refusal
    person = db.query(Person).filter(Person.username == name).first()
    if person is None:
        raise refusal
    return person


@app.get("/")
def root():
    return {"message": "The old service"}


@app.post("/register", response_model=Shown, status_code=201)
def register(newcomer: Newcomer, db: Session = Depends(session)):
    same = or_(Person.username == newcomer.username, Person.email == newcomer.email)
    if db.query(Person).filter(same).first():
        raise HTTPException(400, "Username or email already registered")
    person = Person(
        username=newcomer.username,
        email=newcomer.email,
        hashed_password=passwords.hash(newcomer.password),
    )
    db.add(person)
    db.commit()
    db.refresh(person)
    return person


@app.post("/token", response_model=Token)
def token(form: OAuth2PasswordRequestForm = Depends(), db: Session = Depends(session)):
    person = db.query(Person).filter(Person.username == form.username).first()
    if person is None or not passwords.verify(form.password, person.hashed_password):
        raise HTTPException(401, "Incorrect username or password", UNAUTHENTICATED)
    claims = {"sub": person.username, "exp": datetime.utcnow() + timedelta(minutes=30)}
    return {"access_token": jwt.encode(claims, KEY, algorithm="HS256"), "token_type": "bearer"}


@app.get("/me", response_model=Shown)
def me(person: Person = Depends(person_of)):
    if not person.is_active:
        raise HTTPException(400, "Inactive user")
    return person


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
